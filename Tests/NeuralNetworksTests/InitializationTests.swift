import Domain
import NeuralNetworks
import Tensors
import Testing

@Suite("A new network")
struct InitializationTests {
    @Test("begins with He's deviations, scales of 1, a head and biases of zero, and the same for the same seed")
    func initialization() {
        let sample = Sample(6, 6, 8, ["conv 64 5x5 pad 2", "group-norm 8", "linear 300", "linear 4"])
        let network = sample.network
        func initialized(_ seed: UInt64) -> [Float] {
            var random = RandomSource(seed: seed)
            return network.initialized(&random)
        }
        let parameters = initialized(1)
        func elements(_ path: String) -> ArraySlice<Float> {
            let parameter = network.parameters.first { $0.path == path }!
            return parameters[parameter.offset..<parameter.offset + parameter.count]
        }
        for (path, inputs) in [("layers.0.weight", 200.0), ("layers.2.weight", 2304.0)] {
            let weight = elements(path)
            let deviation = (weight.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weight.count)).squareRoot()
            // The error of a deviation from n numbers is 1 / √2n of it: five of them.
            #expect(abs(deviation / (2 / inputs).squareRoot() - 1) < 5 / (2 * Double(weight.count)).squareRoot(), "\(path)")
        }
        #expect(elements("layers.1.weight").allSatisfy { $0 == 1 })
        for path in ["layers.0.bias", "layers.1.bias", "layers.2.bias", "layers.3.weight", "layers.3.bias"] {
            #expect(elements(path).allSatisfy { $0 == 0 }, "\(path)")
        }
        #expect(initialized(1) == parameters)
        #expect(initialized(2) != parameters)
    }

    @Test(
        "that cannot be is refused, with the layer's path",
        arguments: [
            (["conv 4 9x9"], "layers.0", "9 × 9"), (["relu", "max-pool 9x9"], "layers.1", "larger than"),
            (["conv 4 3x3 groups 4"], "layers.0", "4 groups"), (["group-norm 5"], "layers.0", "5 groups"),
        ]
    )
    func refused(layers: [String], place: String, word: String) throws {
        var builder = NetworkBuilder(input: Extent(height: 8, width: 8, channels: 3))
        let descriptions = try layers.map { try LayerDescription($0) }
        let refusal = #expect(throws: Refusal.self) { try builder.append(descriptions, prefix: "layers") }
        #expect(refusal?.place == place)
        #expect(refusal?.what.contains(word) == true)
        #expect(refusal?.fix != nil)
    }
}

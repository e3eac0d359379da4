import Glibc
import NeuralNetworks
import Tensors

/// What PyTorch computed: see `Golden/make_golden.py`.
struct GoldenFile {
    private let tensors: [String: Tensor]
    let shape: MLPShape
    let rows: Int
    let isRegression: Bool
    let inputs: [Float]
    let classes: [Int32]
    let targets: [Float]
    let teacher: [Float]
    let schedule: WarmUpCosine
    let decay: Float
    let clipNorm: Float
    let smoothing: Float
    let distillation: Float
    let averageDecay: Float

    /// - Parameter name: `relu_classes`, `gelu_value`…
    init(_ name: String) throws {
        let here = #filePath
        let folder = here[..<here.lastIndex(of: "/")!]
        let tensors = Dictionary(
            uniqueKeysWithValues: try Safetensors.decode(Self.read("\(folder)/Golden/\(name).safetensors")).map { ($0.name, $0.tensor) })
        self.tensors = tensors
        let weights = (0..<3).map { tensors["before.layers.\($0).weight"]!.shape }
        shape = MLPShape(widths: [weights[0][1]] + weights.map { $0[0] }, activation: name.hasPrefix("relu") ? .relu : .gelu)
        isRegression = name.hasSuffix("value")
        inputs = tensors["inputs"]!.elements
        rows = tensors["inputs"]!.shape[0]
        classes = tensors["classes"]!.elements.map { Int32($0) }
        targets = tensors["targets"]!.elements
        teacher = tensors["teacher"]!.elements
        let settings = tensors["settings"]!.elements
        schedule = WarmUpCosine(peak: Double(settings[2]), warmUpSteps: Int(settings[1]), steps: Int(settings[0]))
        (decay, clipNorm, smoothing, distillation, averageDecay) = (settings[3], settings[4], settings[5], settings[6], settings[7])
    }

    subscript(_ name: String) -> [Float] { tensors[name]!.elements }

    /// All parameters under a prefix, as the shape lays them out.
    func parameters(_ prefix: String) -> [Float] {
        var own: [String: Tensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix + ".layers") { own[String(name.dropFirst(prefix.count + 1))] = tensor }
        return shape.parameters(own)
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { preconditionFailure("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }
}

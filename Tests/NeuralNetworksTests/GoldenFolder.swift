import FoundationEssentials
import Glibc
import NeuralNetworks
import Tensors
import Testing

/// What PyTorch computed: `Golden/layers`, made by `Golden/make_layers.py`.
enum GoldenFolder {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Optimizer: Decodable, Sendable {
            var kind: String
            var rate: Double?
            var momentum: Float?
            var nesterov: Bool?
            var weight_decay: Float
            var beta1: Float?
            var beta2: Float?
            var epsilon: Float?
            var clip_norm: Float?

            var optimizer: any NeuralNetworks.Optimizer {
                kind == "sgd"
                    ? SGD(momentum: momentum ?? 0, nesterov: nesterov ?? false, weightDecay: weight_decay)
                    : AdamW(weightDecay: weight_decay, beta1: beta1!, beta2: beta2!, epsilon: epsilon!)
            }
        }

        struct Schedule: Decodable, Sendable {
            var course: String
            var peak: Double
            var warm_up_steps: Int
            var steps: Int
            var factor: Double?
            var every: Int?
        }

        var name: String
        var kind: String
        var file: String?
        var layers: [String]?
        var input: [Int]?
        var classes: Int?
        var steps: Int?
        var rates: [Double]?
        var optimizer: Optimizer?
        var schedule: Schedule?
        var values: [Double]?
        var loss: String?
        var smoothing: Float?
        var delta: Float?
        var weight: Float?
        var temperature: Float?

        var testDescription: String { name + (layers.map { ": \($0.joined(separator: ", "))" } ?? "") }

        /// What goes in; PyTorch counts channels first.
        var extent: Extent {
            input!.count == 1 ? Extent(features: input![0]) : Extent(height: input![1], width: input![2], channels: input![0])
        }
    }

    static func cases(_ kind: String) -> [Case] {
        guard let cases = try? JSONDecoder().decode([Case].self, from: Data(bytes("cases.json"))) else { preconditionFailure("cases.json") }
        return cases.filter { $0.kind == kind }
    }

    static func tensors(_ file: String) throws -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: try Safetensors.decode(bytes(file + ".safetensors")).map { ($0.name, $0.tensor) })
    }

    /// `../relu_classes`…
    static func bytes(_ name: String) -> [UInt8] {
        let here = #filePath
        let path = "\(here[..<here.lastIndex(of: "/")!])/Golden/layers/\(name)"
        guard let file = fopen(path, "rb") else { preconditionFailure("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }
}

/// Images `[N, C, H, W]` with their channels last; vectors as they are.
func channelsLast(_ elements: [Float], _ extent: Extent) -> [Float] {
    guard extent.isImage else { return elements }
    var result = elements
    for row in 0..<elements.count / extent.count {
        for channel in 0..<extent.channels {
            for pixel in 0..<extent.pixels {
                result[row * extent.count + pixel * extent.channels + channel] =
                    elements[row * extent.count + channel * extent.pixels + pixel]
            }
        }
    }
    return result
}

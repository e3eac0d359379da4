/// One layer of a network as an operator writes it: `conv 32 3x3 pad 1`, `max-pool 2x2`, `residual 64 stride 2`, `linear 128`, `relu`.
///
/// The names and defaults are PyTorch's. A network's last layer, one output a class, is not written: it is always there and grows.
public enum LayerDescription: Hashable, Sendable {
    public struct Convolution: Hashable, Sendable {
        public var channels: Int
        public var kernelHeight: Int
        public var kernelWidth: Int
        public var stride: Int
        public var padding: Int
        public var groups: Int

        public init(channels: Int, kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Int, groups: Int) {
            self.channels = channels
            self.kernelHeight = kernelHeight
            self.kernelWidth = kernelWidth
            self.stride = stride
            self.padding = padding
            self.groups = groups
        }
    }

    public struct Pooling: Hashable, Sendable {
        public var kernelHeight: Int
        public var kernelWidth: Int
        public var stride: Int
        public var padding: Int

        public init(kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Int) {
            self.kernelHeight = kernelHeight
            self.kernelWidth = kernelWidth
            self.stride = stride
            self.padding = padding
        }
    }

    case linear(Int)
    case convolution(Convolution)
    case maxPool(Pooling)
    case averagePool(Pooling)
    case globalAveragePool
    case groupNorm(groups: Int)
    case layerNorm
    case residual(channels: Int, stride: Int, groups: Int)
    case dropout(Double)
    case relu
    case gelu

    /// What may be written, for people.
    public static let forms = [
        "linear 128", "conv 32 3x3 [stride 2] [pad 1] [groups 4]", "max-pool 2x2 [stride 2] [pad 0]", "average-pool 2x2 [stride 2] [pad 0]",
        "global-average-pool", "group-norm 8", "layer-norm", "residual 64 [stride 2] [groups 8]", "dropout 0.2", "relu", "gelu",
    ]

    /// - Throws: `Refusal` with the word that is not understood.
    public init(_ text: String) throws(Refusal) {
        var words = LayerWords(text)
        switch try words.word() {
        case "linear": self = .linear(try words.number("units", 1...65_536))
        case "conv":
            let channels = try words.number("channels", 1...2048)
            let kernel = try words.size()
            let options = try words.options(["stride", "pad", "groups"])
            let groups = try words.option("groups", options, 1...2048) ?? 1
            guard channels % groups == 0 else { throw words.refusal("\(channels) channels cannot be shared out to \(groups) groups") }
            self = .convolution(
                Convolution(
                    channels: channels,
                    kernelHeight: kernel.height,
                    kernelWidth: kernel.width,
                    stride: try words.option("stride", options, 1...16) ?? 1,
                    padding: try words.option("pad", options, 0...16) ?? 0,
                    groups: groups
                )
            )
        case "max-pool": self = .maxPool(try words.pooling())
        case "average-pool": self = .averagePool(try words.pooling())
        case "global-average-pool": self = .globalAveragePool
        case "group-norm": self = .groupNorm(groups: try words.number("groups", 1...2048))
        case "layer-norm": self = .layerNorm
        case "residual":
            let channels = try words.number("channels", 1...2048)
            let options = try words.options(["stride", "groups"])
            let groups = try words.option("groups", options, 1...2048) ?? min(8, channels)
            guard channels % groups == 0 else { throw words.refusal("\(channels) channels cannot be shared out to \(groups) groups") }
            self = .residual(channels: channels, stride: try words.option("stride", options, 1...16) ?? 1, groups: groups)
        case "dropout": self = .dropout(try words.share())
        case "relu": self = .relu
        case "gelu": self = .gelu
        case let other: throw words.refusal("'\(other)' is no layer")
        }
        try words.expectEnd()
    }
}

/// The words of one layer's text, read one after another.
private struct LayerWords {
    private let text: String
    private var rest: ArraySlice<Substring>

    init(_ text: String) {
        self.text = text
        rest = text.split(separator: " ")[...]
    }

    func refusal(_ what: String) -> Refusal {
        Refusal(
            .invalid,
            what: "\(what) in the layer '\(text)'",
            fix: "write one of: \(LayerDescription.forms.joined(separator: ", "))"
        )
    }

    mutating func word() throws(Refusal) -> String {
        guard let first = rest.popFirst() else { throw refusal("a word is missing") }
        return String(first)
    }

    mutating func number(_ what: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        let word = try word()
        guard let number = Int(word), range.contains(number) else {
            throw refusal("'\(word)' is no number of \(what) from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func share() throws(Refusal) -> Double {
        let word = try word()
        guard let share = Double(word), share >= 0, share < 1 else { throw refusal("'\(word)' is no share from 0 to below 1") }
        return share
    }

    mutating func size() throws(Refusal) -> (height: Int, width: Int) {
        let word = try word()
        let parts = word.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let height = parts[0], let width = parts[1], (1...32).contains(height), (1...32).contains(width) else {
            throw refusal("'\(word)' is no size such as 3x3, of 1 to 32 each,")
        }
        return (height, width)
    }

    /// All that is left, as names with numbers.
    mutating func options(_ names: [String]) throws(Refusal) -> [String: String] {
        var options: [String: String] = [:]
        while let name = rest.popFirst() {
            guard names.contains(String(name)), options[String(name)] == nil else { throw refusal("'\(name)' is not expected") }
            options[String(name)] = try word()
        }
        return options
    }

    func option(_ name: String, _ options: [String: String], _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let word = options[name] else { return nil }
        guard let number = Int(word), range.contains(number) else {
            throw refusal("'\(name) \(word)' is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func pooling() throws(Refusal) -> LayerDescription.Pooling {
        let kernel = try size()
        let options = try options(["stride", "pad"])
        let padding = try option("pad", options, 0...16) ?? 0
        guard 2 * padding <= min(kernel.height, kernel.width) else { throw refusal("a padding of more than half the window") }
        return LayerDescription.Pooling(
            kernelHeight: kernel.height,
            kernelWidth: kernel.width,
            stride: try option("stride", options, 1...32) ?? kernel.height,
            padding: padding
        )
    }

    func expectEnd() throws(Refusal) {
        if let next = rest.first { throw refusal("'\(next)' is not expected") }
    }
}

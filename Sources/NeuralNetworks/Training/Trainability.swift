import Domain

/// Which of a network's parameters learn, from which step on and how fast.
public struct Trainability: Hashable, Sendable {
    /// Of one parameter.
    public struct Rule: Hashable, Sendable {
        /// The first step in which it learns: 1 from the beginning; nil never.
        public var firstStep: Int?
        /// What the learning rate is multiplied by.
        public var rateFactor: Double

        /// A factor of 0 leaves the parameter as it is, too, but it has its gradient and its state all the same.
        public init(firstStep: Int?, rateFactor: Double) {
            self.firstStep = firstStep
            self.rateFactor = rateFactor
        }
    }

    /// In the order of the network's parameters.
    public var rules: [Rule]

    /// One rule for each of the network's parameters.
    public init(rules: [Rule]) { self.rules = rules }

    /// Every parameter learns from the first step on.
    public init(all network: Network) {
        rules = network.parameters.map { _ in Rule(firstStep: 1, rateFactor: 1) }
    }

    /// By paths: a rule goes to each parameter whose path is one of them or begins with one and a dot; of several the longest counts.
    ///
    /// - Parameters:
    ///   - frozenShares: The share of the steps (0…1) for which what is under the path stays as it is; 1 for all of them.
    ///   - rateFactors: What the learning rate is multiplied by under the path.
    ///   - decay: What it is multiplied by besides, by the parameter's path: less for a layer farther below.
    /// - Throws: `Refusal` naming a path under which no parameter lies.
    public init(
        _ network: Network,
        frozenShares: [String: Double],
        rateFactors: [String: Double],
        steps: Int,
        decay: (String) -> Double = { _ in 1 }
    ) throws(Refusal) {
        // What is mapped is frozen as it is.
        try Self.check(frozenShares.keys.sorted(), "training.freeze", network.parameters + network.mappedParameters)
        try Self.check(rateFactors.keys.sorted(), "training.rates", network.parameters + network.mappedParameters)
        rules = network.parameters.map { parameter in
            let frozen = Self.value(of: frozenShares, for: parameter.path) ?? 0
            return Rule(
                firstStep: frozen >= 1 ? nil : 1 + Int((frozen * Double(steps)).rounded()),
                rateFactor: (Self.value(of: rateFactors, for: parameter.path) ?? 1) * decay(parameter.path)
            )
        }
    }

    /// Whether a parameter learns at any step.
    package static func learns(_ path: String, _ frozenShares: [String: Double]) -> Bool { value(of: frozenShares, for: path) ?? 0 < 1 }

    private static func check(_ paths: [String], _ key: String, _ parameters: [Parameter]) throws(Refusal) {
        for path in paths where !parameters.contains(where: { isUnder(path, $0.path) }) {
            var layers: [String] = []
            for parameter in parameters {
                let layer = parameter.path.split(separator: ".").dropLast().joined(separator: ".")
                if layers.last != layer { layers.append(layer) }
            }
            throw Refusal(
                .invalid,
                what: "no parameter of the network is under the path '\(path)'",
                at: key,
                fix: "name some of \(layers.joined(separator: ", ")), or how they begin"
            )
        }
    }

    private static func isUnder(_ prefix: String, _ path: String) -> Bool { path == prefix || path.hasPrefix(prefix + ".") }

    /// Of the paths that a parameter's begins with, what the longest one has.
    package static func value(of values: [String: Double], for path: String) -> Double? {
        values.filter { isUnder($0.key, path) }.max { $0.key.utf8.count < $1.key.utf8.count }?.value
    }
}

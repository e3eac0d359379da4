/// Which of a network's parameters learn, from which step on and how fast.
public struct Trainability: Hashable, Sendable {
    /// Of one parameter.
    public struct Rule: Hashable, Sendable {
        /// The first step in which it learns: 1 from the beginning; nil never.
        public var firstStep: Int?
        /// What the learning rate is multiplied by.
        public var rateFactor: Double

        public init(firstStep: Int?, rateFactor: Double) {
            self.firstStep = firstStep
            self.rateFactor = rateFactor
        }
    }

    /// In the order of the network's parameters.
    public var rules: [Rule]

    public init(rules: [Rule]) { self.rules = rules }

    /// Every parameter learns from the first step on.
    public init(all network: Network) {
        rules = network.parameters.map { _ in Rule(firstStep: 1, rateFactor: 1) }
    }

    /// By paths: a rule goes to each parameter whose path is one of them or begins with one and a dot; of several the longest counts.
    ///
    /// - Parameters:
    ///   - frozenShares: The share of the steps (0…1) for which what lies under the path stays as it is; 1 for all of them.
    ///   - rateFactors: What the learning rate is multiplied by under the path.
    public init(_ network: Network, frozenShares: [String: Double], rateFactors: [String: Double], steps: Int) {
        rules = network.parameters.map { parameter in
            let frozen = Self.value(of: frozenShares, for: parameter.path) ?? 0
            return Rule(
                firstStep: frozen >= 1 ? nil : 1 + Int((frozen * Double(steps)).rounded()),
                rateFactor: Self.value(of: rateFactors, for: parameter.path) ?? 1)
        }
    }

    private static func value(of values: [String: Double], for path: String) -> Double? {
        values.filter { path == $0.key || path.hasPrefix($0.key + ".") }.max { $0.key.utf8.count < $1.key.utf8.count }?.value
    }
}

/// Names and values, one pair per line, the values in one column.
public struct Facts: Sendable {
    private var facts: [(name: String, value: String)] = []

    /// No lines yet.
    public init() {}

    /// A nil value leaves the line out.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { facts.append((name, value.printable)) }
    }

    /// - Parameter width: The columns that a terminal has: longer values go on below their beginning; nil: nothing is wrapped.
    public func lines(fitting width: Int?) -> [String] {
        let names = facts.map(\.name.columns).max() ?? 0
        return facts.flatMap { fact -> [String] in
            let parts = fact.value.wrapped(to: width.map { $0 - names - 2 })
            return parts.enumerated().map { index, part in
                (index == 0 ? fact.name : "").padded(to: names, alignment: .leading) + "  " + part
            }
        }
    }
}

/// Names and values, one a line, the values in one column.
public struct Facts: Sendable {
    private var facts: [(name: String, value: String)] = []

    public init() {}

    /// A nil value leaves the line out.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { facts.append((name, value.printable)) }
    }

    public var lines: [String] {
        let width = facts.map(\.name.columns).max() ?? 0
        return facts.map { $0.name.padded(to: width, alignment: .leading) + "  " + $0.value }
    }

}

import Domain
import Rows

/// Values of a request that their columns cannot hold: they are read as missing, and the answer says so.
package struct StrayValues {
    private static let mostTold = 10

    private(set) var told: [String] = []
    private(set) var count = 0

    package var isEmpty: Bool { count == 0 }

    mutating func removeAll() {
        guard count > 0 else { return }
        told.removeAll()
        count = 0
    }

    package mutating func add(_ text: ByteSpan, row: Int, column: String, _ kind: ColumnKind) {
        count += 1
        guard told.count < Self.mostTold else { return }
        told.append("rows[\(row)].\(column): '\(text.excerpt)' is \(kind.form.fault.one); treated as missing")
    }

    /// A sentence each; how many more there are in the last.
    package var sentences: [String] { count > told.count ? told + ["\(count - told.count) more values are read as missing"] : told }
}

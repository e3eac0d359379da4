import Domain
import Rows

/// Numbers whose only points may stand between thousands, as people write them where fractions have commas: `1.553` beside `553`.
///
/// A fraction in such a column would show it: in a file that a program wrote, `1.5`, `0.553` or `1553` stand beside them. Where none does, and
/// whole numbers do, 553 and 1.553 are a thousandfold apart from what was meant.
struct PointGroups {
    /// The first such number.
    private(set) var first: String?
    private var sawWhole = false
    private var sawOther = false

    /// Whether the numbers seen so far are as likely thousands as fractions.
    var isLikely: Bool { first != nil && sawWhole && !sawOther }

    /// Looks at one more number.
    @inline(__always)
    mutating func add(_ cell: Cell) {
        if !sawOther { look(cell) }
    }

    private mutating func look(_ cell: Cell) {
        if StyledNumber.thousands(cell.bytes) != nil {
            first = first ?? cell.shown
        } else if cell.count <= 4, cell.bytes.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }) {
            // Up to 999; a longer one is written without points.
            if cell.count == 4, cell.start[0] != UInt8(ascii: "-") { sawOther = true } else { sawWhole = true }
        } else {
            sawOther = true
        }
    }

    /// - Parameter what: The column.
    func warning(_ what: String) -> String? {
        guard isLikely, let first else { return nil }
        return
            "\(what): numbers such as \(RowValue.quoted(first)) are read as fractions, and its others are whole and under a thousand: "
            + "if the points separate thousands, set models.MODEL.rows: {decimal: comma}"
    }
}

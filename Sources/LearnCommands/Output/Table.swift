/// A plain table: a line of titles, two spaces between columns, numbers to the right.
public struct Table: Hashable, Sendable {
    public enum Alignment: Hashable, Sendable {
        case leading, trailing
    }

    public struct Column: Hashable, Sendable {
        var title: String
        var alignment: Alignment

        public static func text(_ title: String) -> Column { Column(title: title, alignment: .leading) }
        public static func number(_ title: String) -> Column { Column(title: title, alignment: .trailing) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    public init(_ columns: Column...) {
        self.init(columns: columns)
    }

    public init(columns: [Column]) {
        self.columns = columns
    }

    /// - Precondition: As many cells as columns.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
        rows.append(cells.map(\.printable))
    }

    /// Titles and rows, no space at the end of a line.
    public var lines: [String] {
        let all = [columns.map(\.title.printable)] + rows
        let widths = columns.indices.map { index in all.map { $0[index].columns }.max() ?? 0 }
        return all.map { cells in
            let line = cells.indices
                .map { cells[$0].padded(to: widths[$0], alignment: columns[$0].alignment) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}

/// A plain table: a line of titles, two spaces between columns, numbers to the right.
public struct Table: Hashable, Sendable {
    /// At which edge of its column a cell stands.
    public enum Alignment: Hashable, Sendable {
        case leading, trailing
    }

    /// What becomes of a column where a terminal is too narrow for the table.
    public enum Squeeze: Hashable, Sendable {
        /// It stays as it is.
        case none
        /// Its cells are cut, with `…`, down to so many columns.
        case cut(to: Int)
        /// It is left out; those with a higher number go first.
        case leave(order: Int)
    }

    /// A column's title, and how its cells stand.
    public struct Column: Hashable, Sendable {
        var title: String
        var alignment: Alignment
        var squeeze: Squeeze

        /// A column of words, to the left.
        public static func text(_ title: String, _ squeeze: Squeeze = .none) -> Column {
            Column(title: title, alignment: .leading, squeeze: squeeze)
        }

        /// A column of numbers, to the right.
        public static func number(_ title: String, _ squeeze: Squeeze = .none) -> Column {
            Column(title: title, alignment: .trailing, squeeze: squeeze)
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// A table without rows.
    public init(_ columns: Column...) {
        self.init(columns: columns)
    }

    /// A table without rows.
    public init(columns: [Column]) {
        self.columns = columns
    }

    /// - Precondition: As many cells as columns.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
        rows.append(cells.map(\.printable))
    }

    /// Titles and rows, no space at the end of a line.
    ///
    /// - Parameter width: The columns that a terminal has; nil: nothing is cut or left out.
    public func lines(fitting width: Int?) -> [String] {
        let all = [columns.map(\.title.printable)] + rows
        var widths = columns.indices.map { index in all.map { $0[index].columns }.max() ?? 0 }
        var shown = Array(columns.indices)
        let full = widths
        if let width {
            squeeze(&widths, &shown, to: width)
            stretch(&widths, shown, to: width, full)
        }
        return all.map { cells in
            let line =
                shown
                .map { cells[$0].cut(to: widths[$0]).padded(to: widths[$0], alignment: columns[$0].alignment) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Gives what a column that was left out has freed to those that were cut for it, the shortest of its width first.
    private func stretch(_ widths: inout [Int], _ shown: [Int], to width: Int, _ full: [Int]) {
        var spare = width - shown.reduce(2 * (shown.count - 1)) { $0 + widths[$1] }
        while spare > 0, let most = shown.max(by: { full[$0] - widths[$0] < full[$1] - widths[$1] }), full[most] > widths[most] {
            widths[most] += 1
            spare -= 1
        }
    }

    /// Cuts the widest cell first, then leaves columns out, until all fits or nothing more can go.
    private func squeeze(_ widths: inout [Int], _ shown: inout [Int], to width: Int) {
        while true {
            let over = shown.reduce(2 * (shown.count - 1)) { $0 + widths[$1] } - width
            guard over > 0 else { return }
            let cuttable = shown.filter { index in
                if case .cut(let least) = columns[index].squeeze { widths[index] > max(least, columns[index].title.columns) } else { false }
            }
            if let widest = cuttable.max(by: { widths[$0] < widths[$1] }), case .cut(let least) = columns[widest].squeeze {
                let second = cuttable.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
                widths[widest] = max(widths[widest] - over, max(least, columns[widest].title.columns), min(second, widths[widest] - 1))
                continue
            }
            let orders = shown.compactMap { index -> (index: Int, order: Int)? in
                if case .leave(let order) = columns[index].squeeze { (index, order) } else { nil }
            }
            guard let last = orders.max(by: { $0.order < $1.order }) else { return }
            shown.removeAll { $0 == last.index }
        }
    }
}

import Domain
import Rows

/// How a row becomes numbers: one `Double` a column, in the schema's order; of an image one a pixel and channel, 0…255, row by row.
///
/// A number is itself, a moment its seconds since 1970; a boolean 0 or 1; a category its level's place (1, 2, 3… in `levels`, 0 for a level never seen); NaN where missing.
/// The one form in which rows reach a model, from training and from the socket alike.
public struct InputLayout: Hashable, Sendable, Codable {
    /// A feature as a model reads it; of a category the levels grow with the files.
    public struct Column: Hashable, Sendable, Codable {
        /// As the schema spells it.
        public var name: String
        /// How its cells become numbers.
        public var kind: ColumnKind
        /// A categorical column's known levels, in the order in which they were learned; empty for other kinds.
        public var levels: [String]
        /// An image column's size; nil for other kinds.
        public var image: ImageShape?

        /// A column without levels knows none: each of its categories is read as 0.
        public init(name: String, kind: ColumnKind, levels: [String] = [], image: ImageShape? = nil) {
            self.name = name
            self.kind = kind
            self.levels = levels
            self.image = image
        }

        /// Whether its number is the place of a text.
        public var isText: Bool { kind.form.collected == .texts && !kind.form.areLevels }

        /// Numbers that it takes in a row.
        public var width: Int { image?.count ?? 1 }
    }

    /// In the schema's order.
    public var columns: [Column]
    /// What stands before a fraction in numbers that come as texts; nil: a point.
    public var decimal: DecimalMark?

    /// Its columns' order is that of a row's numbers.
    public init(columns: [Column], decimal: DecimalMark? = nil) {
        self.columns = columns
        self.decimal = decimal
    }

    /// Numbers in a row.
    public var width: Int { columns.reduce(0) { $0 + $1.width } }

    /// Where each column's numbers begin in a row.
    public var offsets: [Int] {
        var next = 0
        return columns.map { column in
            defer { next += column.width }
            return next
        }
    }
}

import Domain

/// A kind of column: what its cells say, how its values are kept, what a model makes of them, and what people are told. One file a kind; `forms` lists
/// them.
package protocol ColumnForm: Sendable {
    associatedtype Values: ColumnValues

    /// Its word in settings, documents and answers.
    static var kind: ColumnKind { get }
    /// Its byte in row sets of the first release's form; nil of a kind that the first release did not know.
    static var code: UInt8? { get }
    /// Whether a model's settings may name it.
    static var isSetting: Bool { get }
    /// What a file's cells are collected as.
    static var collected: CollectedCells { get }
    /// What is said of values that it cannot hold: `not a number`, of several `not numbers`.
    static var fault: (one: String, several: String) { get }
    /// What must be said of most values in a file: `numbers`.
    static var plural: String { get }
    /// Whether its texts are levels that a model knows one by one; meaningless where they are not collected as texts.
    static var areLevels: Bool { get }
    /// How its values travel in tensors.
    static var element: ColumnElement { get }

    /// What a cell says, blanks around it taken away; of a column of texts that the model has no place for, `missing`.
    static func read(_ cell: Cell, decimalComma: Bool) -> CellValue
    /// Whether a first file's column that was collected as texts is of this kind.
    static func claims(_ texts: CollectedTexts) -> Bool
    /// What to say to somebody whose numbers look as if they were meant for this kind; nil where they do not.
    static func remark(_ column: String, _ numbers: [Double]) -> String?

    /// Numbers that a value becomes before a network: the value itself, and others in −1…1 that say the same in other ways.
    static var parts: Int { get }
    /// One of them, NaN for a missing value.
    static func part(_ part: Int, of value: Double) -> Double
    /// A value for people.
    static func text(_ value: Double) -> String
}

/// What a file's cells are collected as, on the way to their column's values.
package enum CollectedCells: Sendable {
    /// `Double`s, NaN where missing.
    case numbers
    /// 0, 1, and 2 where missing.
    case truths
    /// Texts by their places.
    case texts
    /// Not cell by cell.
    case pixels
}

/// The distinct texts of a column, and how many rows have each.
package struct CollectedTexts {
    package let texts: [String]
    /// As many as `texts`.
    package let counts: [Int]
    /// 0…1: the share of a column's values that must be of a kind (`inbox.numeric_share`).
    package let share: Double

    package init(texts: [String], counts: [Int], share: Double) {
        self.texts = texts
        self.counts = counts
        self.share = share
    }

    /// Whether so many rows' texts are what a kind takes.
    package func areMost(_ isTaken: (Cell) -> Bool) -> Bool {
        var (taken, all) = (0, 0)
        for (text, count) in zip(texts, counts) where count > 0 {
            var text = text
            let (isMissing, fits) = text.withUTF8 { utf8 in
                let cell = Cell(start: utf8.baseAddress ?? Cell.absent.start, count: utf8.count).trimmed
                return (cell.count == 0 || MissingWords.contains(cell.bytes), isTaken(cell))
            }
            if isMissing { continue }
            all += count
            if fits { taken += count }
        }
        return taken > 0 && Double(taken) >= share * Double(all)
    }
}

/// How a column's values travel in tensors of the Open Inference Protocol.
package enum ColumnElement: Sendable {
    case number, truth, text, byte
}

extension ColumnForm {
    package static var code: UInt8? { nil }
    package static var isSetting: Bool { true }
    package static var parts: Int { 1 }
    package static var areLevels: Bool { collected == .texts }

    package static func claims(_ texts: CollectedTexts) -> Bool { false }
    package static func remark(_ column: String, _ numbers: [Double]) -> String? { nil }
    package static func part(_ part: Int, of value: Double) -> Double { value }
    package static func text(_ value: Double) -> String { NumberText.whole(value) }

    fileprivate static func none(_ column: Schema.Column) -> ExampleTable.Values { ExampleTable.Values(Values.none(column)) }

    fileprivate static func decode(
        _ column: Schema.Column,
        rows: Int,
        from reader: inout LittleEndianReader
    ) throws(Refusal) -> ExampleTable.Values {
        ExampleTable.Values(try Values.decode(column, rows: rows, from: &reader))
    }
}

extension ColumnKind {
    /// Every kind of column, in the order in which people are told of them. A new one is a file with a `ColumnForm`, and its place here.
    package static let forms: [any ColumnForm.Type] = [
        NumericColumn.self, CategoricalColumn.self, BooleanColumn.self, DateColumn.self, TextColumn.self, UnixSecondsColumn.self,
        UnixMillisecondsColumn.self,
        ImageColumn.self,
    ]

    private static let byWord = Dictionary(uniqueKeysWithValues: forms.map { ($0.kind.rawValue, $0) })

    /// Nil for a kind of another program.
    package var known: (any ColumnForm.Type)? { Self.byWord[rawValue] }

    /// - Precondition: A form's kind was read by this program, which knows it (`Schema.Column`).
    package var form: any ColumnForm.Type {
        guard let form = known else { preconditionFailure("no kind of column is named '\(rawValue)'") }
        return form
    }
}

extension Schema.Column {
    /// No rows' values.
    package var none: ExampleTable.Values { kind.form.none(self) }

    func decode(rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> ExampleTable.Values {
        try kind.form.decode(self, rows: rows, from: &reader)
    }
}

extension ColumnRule {
    /// What may be said of a column, in settings.
    package static let words = ColumnKind.forms.filter { $0.isSetting }.map { $0.kind.rawValue } + [ignore.rawValue]
}

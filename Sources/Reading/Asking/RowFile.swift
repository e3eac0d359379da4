import Domain
import Rows

/// A file's rows for a model to answer, one after another: read by the sources that read the files to learn from, so that what can be learned
/// can be asked. The label's column may be there or not.
public final class RowFile {
    /// How a text without a name, or under a name that does not tell, is to be read.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        case csv, tsv, jsonl
    }

    /// One row's texts, one for each of `columns`; empty where the value is missing.
    public struct Row: Hashable, Sendable {
        /// The line on which it begins, from 1; in a JSON document the row's number.
        public var line: Int
        /// In the order of `columns`, with the model's mark before fractions.
        public var values: [String]
    }

    /// The columns to be asked with: those that the model has or, where the file lacks one of these, all of the file's but the label.
    public let columns: [String]
    private let source: any RecordSource
    private let name: String
    private let texts: [CellText]
    private let said: [String]

    /// - Parameters:
    ///   - fileDescriptor: A regular file, open for reading. Read from its beginning; its offset is not moved.
    ///   - name: Its ending tells the format; messages name it.
    ///   - format: Where the name does not tell it.
    ///   - schema: The model's columns.
    ///   - specification: The model's settings.
    /// - Throws: `Refusal` of the file as a whole.
    public init(
        fileDescriptor: Int32,
        name: String,
        format: Format?,
        schema: Schema,
        specification: ModelSpecification
    ) throws(Refusal) {
        let opening = try RowOpening(
            fileDescriptor,
            name: name,
            format: format,
            passed: PassedColumns(
                ignored: Set(specification.columns.filter { $0.value == .ignore }.keys),
                known: Set(schema.columns.map(\.name) + schema.heads.map(\.name))
            )
        )
        let source = try opening.source()
        let asked = AskedColumns(source.columns, schema, specification)
        let own = try asked.decimal(of: opening)
        self.source = source
        self.name = name
        columns = asked.places.map { source.columns[$0] ?? "" }
        texts = asked.places.map { place in
            let isNumeric = asked.isNumeric(source.columns[place])
            return CellText(place: place, own: isNumeric && own != schema.decimal ?? .point ? own : nil)
        }
        said = asked.warnings
    }

    /// The format that a text's beginning shows: JSON where an object or a list of rows begins, else CSV in whatever dialect.
    ///
    /// - Parameters:
    ///   - fileDescriptor: A regular file, open for reading, plain or compressed.
    ///   - name: For messages.
    public static func format(of fileDescriptor: Int32, name: String) throws(Refusal) -> Format {
        try RowOpening.format(of: fileDescriptor, name: name)
    }

    /// What is to be said about the file, once it is read.
    public var warnings: [String] { (source.warnings + said).map(\.withValues) }

    /// The next row; nil at the end.
    ///
    /// - Throws: `Refusal` with the line of a row that cannot be read: one that a file to learn from would have skipped.
    public func next() throws(Refusal) -> Row? {
        guard let record = try source.next() else { return nil }
        if let fault = record.fault {
            throw Refusal(.invalid, what: fault, at: "\(name):\(record.line)", fix: "fix or remove the row")
        }
        var values: [String] = []
        values.reserveCapacity(columns.count)
        for (index, text) in texts.enumerated() {
            guard let value = text.read(record.cells) else {
                let cell = record.cells[text.place]
                throw Refusal(
                    .invalid,
                    what: CellFault.notUTF8.reason(column: columns[index], cell: cell),
                    at: "\(name):\(record.line)",
                    fix: RowCure.notUTF8
                )
            }
            values.append(value)
        }
        return Row(line: record.line, values: values)
    }
}

/// One column's cells as the texts that a request holds.
private struct CellText {
    /// Among the file's columns.
    let place: Int
    /// The mark before fractions in this file, where the model reads texts with the other one.
    let own: DecimalMark?

    /// Nil if the cell is not UTF-8.
    func read(_ cells: UnsafeMutableBufferPointer<Cell>) -> String? {
        let cell = cells[place].trimmed
        guard let text = String(validating: cell.bytes, as: UTF8.self) else { return nil }
        guard let own, cell.count > 0 else { return text }
        if case .value(let number) = CellValue(numeric: cell, decimalComma: own == .comma) {
            let text = Decimals.shortest(number)
            return own == .comma ? text : text.replacing(".", with: ",")
        }
        // What only the other mark makes a number of is none in this file.
        if case .value = CellValue(numeric: cell, decimalComma: own != .comma) { return "" }
        return text
    }
}

import Domain
import Rows

/// Comma-separated values (RFC 4180) and their kin, in the dialect that the text's beginning shows; tab-separated values in the same grammar.
struct CSVFormat: RecordFormat {
    static let endings = [".csv", ".tsv"]

    private let isTabbed: Bool

    init(ending: String) { isTabbed = ending == ".tsv" }

    func open(_ file: InputFile, schema: Schema?, passed: PassedColumns) throws(Refusal) -> CSVSource {
        let text = try file.openText()
        let bytes = try text.head()
        let head = CSVHead(bytes: bytes, isWhole: bytes.count < InputText.headBytes)
        var dialect = try CSVDialect.find(in: head, isTabbed: isTabbed, name: file.name)
        dialect.warnings = text.warnings + dialect.warnings
        guard dialect.separator == .blanks else {
            return try CSVSource(file.window(text.source, passing: dialect.start), file: file, dialect: dialect)
        }
        text.source.skip(dialect.start)
        let window = file.window(BlankSeparatedSource(text.source), passed: dialect.start)
        return try CSVSource(window, file: file, dialect: dialect)
    }
}

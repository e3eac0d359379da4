import Domain
import Rows

/// Comma-separated values (RFC 4180), with semicolons where the first line has more of them, and tab-separated values in the same grammar.
struct CSVFormat: RecordFormat {
    static let endings = [".csv", ".tsv"]

    private let isTabbed: Bool

    init(ending: String) { isTabbed = ending == ".tsv" }

    func open(_ file: InputFile, schema: Schema?) throws(Refusal) -> CSVSource {
        let window = try file.open()
        return try CSVSource(window, file: file, delimiter: isTabbed ? UInt8(ascii: "\t") : nil)
    }
}

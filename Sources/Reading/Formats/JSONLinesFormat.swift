import Domain
import Rows

/// One JSON object a line (jsonlines.org; RFC 8259): numbers, texts, booleans and null under column names. A name that a row lacks is missing
/// there.
struct JSONLinesFormat: RecordFormat {
    static let endings = [".jsonl", ".ndjson", ".json"]

    init(ending: String) {}

    func open(_ file: InputFile, schema: Schema?) throws(Refusal) -> JSONLinesSource {
        if let schema { return try JSONLinesSource(file, columns: schema.columns.map(\.name) + [schema.label], isGiven: true) }
        // Which columns there are is known when every row has been seen.
        let names = try JSONLinesSource(file, columns: [], isGiven: false)
        while try names.next() != nil {}
        return try JSONLinesSource(file, columns: names.columns.compactMap(\.self), isGiven: false)
    }
}

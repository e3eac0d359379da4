import Domain
import Rows

/// A kind of file that holds examples: one type each, listed in `FileKind.formats`.
protocol ExampleFormat: Sendable {
    /// The names' endings, without compression: `.csv`.
    static var endings: [String] { get }
    /// Its files are compressed in themselves: no further ending is taken.
    static var isPacked: Bool { get }
    /// - Parameter ending: The one that the file's name has.
    init(ending: String)
    /// The whole file as typed rows.
    func read(_ file: InputFile, _ request: ReadRequest) throws(Refusal) -> ReadResult
}

extension ExampleFormat {
    static var isPacked: Bool { false }
}

/// What is asked of a format.
struct ReadRequest {
    /// The columns to read; nil: those that the file has, with the kinds that its values tell.
    var schema: Schema?
    var specification: ModelSpecification
    /// 0…1.
    var maxRefusedShare: Double
    /// Share of a column's values (0…1) that must be numbers for it to be numeric.
    var numericShare: Double
    /// The label of the model's form before, where it is made again.
    var formerLabel: String?
}

/// A format of records with named columns: all it has to bring is the way to its records.
protocol RecordFormat: ExampleFormat {
    associatedtype Source: RecordSource
    /// The file's records from the beginning, however often it was opened before.
    ///
    /// - Parameters:
    ///   - schema: Where given, other columns need not be told.
    ///   - passed: Columns that may hold anything.
    func open(_ file: InputFile, schema: Schema?, passed: PassedColumns) throws(Refusal) -> Source
}

extension RecordFormat {
    func read(_ file: InputFile, _ request: ReadRequest) throws(Refusal) -> ReadResult {
        try RecordReading(format: self, file: file, request: request).read()
    }
}

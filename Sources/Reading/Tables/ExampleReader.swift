import Domain
import Rows

/// Reads labeled rows from a file, as its name says: CSV, TSV or JSON Lines, a tar of images (one folder per label, or a pair of IDX files),
/// plain or compressed with gzip or zstd, or NumPy's `.npz`.
///
/// It blocks and may take seconds: call it on a thread made for that.
public struct ExampleReader: Sendable {
    /// Bounds on each file that is read.
    public var limits: ReadLimits
    /// Bytes asked for at a time. No result depends on it.
    package var blockBytes = 256 << 10

    /// A reader with these limits.
    public init(limits: ReadLimits = ReadLimits()) { self.limits = limits }

    /// What to say of a file whose name tells another program's format, and how to make a table of it; nil where the name does not.
    public static func foreign(_ path: String) -> Refusal? { ForeignFile(name: path.lowercased())?.refusal(of: path) }

    /// The endings of the names that can be read, compressed ones included.
    public static var endings: [String] { FileKind.endings }

    /// The whole file as typed rows.
    ///
    /// Rows that fail (a wrong number of fields, a value that is not of its column's kind, an infinity, no label) are skipped with their
    /// line and reason. A single row, and rows of one class only, are taken.
    ///
    /// - Parameters:
    ///   - fileDescriptor: A regular file, open for reading. Read from its beginning; its offset is not moved.
    ///   - name: The file's name: its ending tells the format; messages name it.
    ///   - schema: The columns to read, in whatever order the file has them; others are ignored. Nil: the file decides, with the specification.
    ///   - maxRefusedShare: 0…1: if more of the rows fail, the file is refused.
    ///   - numericShare: 0…1: the share of a column's values that must be numbers for it to be numeric.
    ///   - formerLabel: Of a first file that is read again: the label that it had, which stays unless the settings say otherwise.
    /// - Throws: `Refusal` of the file as a whole.
    public func read(
        fileDescriptor: Int32,
        name: String,
        schema: Schema?,
        specification: ModelSpecification = ModelSpecification(),
        maxRefusedShare: Double = 0.10,
        numericShare: Double = 0.9,
        formerLabel: String? = nil
    ) throws(Refusal) -> ReadResult {
        let kind = try FileKind(name: name)
        let file = InputFile(descriptor: fileDescriptor, name: name, compression: kind.compression, limits: limits, blockBytes: blockBytes)
        let request = ReadRequest(
            schema: schema,
            specification: specification,
            maxRefusedShare: maxRefusedShare,
            numericShare: numericShare,
            formerLabel: formerLabel
        )
        return try kind.format.read(file, request).settlingImages(request)
    }
}

import Domain
import Reading
import Rows

/// A file of the archive that is to be read and judged: all that decides what is said of it.
public struct FileInspection: Hashable, Sendable, Codable {
    public var path: String
    public var digest: Digest
    /// The name it was dropped under.
    public var name: String
    public var model: ModelName
    /// Nil for a model's first file, which decides it.
    public var schema: Schema?
    /// What such a file's label was before, where it is read again.
    public var formerLabel: String?
    public var specification: ModelSpecification
    public var limits: ReadLimits
    public var maxRefusedShare: Double
    public var numericShare: Double
    /// The file that a person would write settings into.
    public var configuration: String
    /// Where a `KnownModel` lies, of which it is told what the file has that it never saw; nil: it is not compared.
    public var known: String?
    /// Where the last files' rows are kept in mind (`RecentRows`), to which this one's are added; nil: they are not.
    public var recent: String?

    /// What there is to say of a file that can be learned.
    public struct Content: Hashable, Sendable, Codable {
        public var rowCount: Int
        public var rowsDigest: Digest
        public var refused: [RefusedRow]
        public var refusedCount: Int
        /// How many rows were skipped, and why the first was. Without values of rows, as the next two: these are for the registry, which
        /// everybody may ask.
        public var skipped: String?
        public var otherWarnings: [String]
        /// What was understood of it, a sentence each.
        public var notes: [String]
        /// The schema under which it was read.
        public var schema: Schema
    }

    /// What came of it: its content, or why it cannot be learned. Exactly one of them.
    public struct Answer: Hashable, Sendable, Codable {
        public var content: Content?
        public var refusal: Refusal?
    }
}

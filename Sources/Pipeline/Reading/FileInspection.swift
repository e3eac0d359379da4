import Domain
import Models
import Reading
import Rows

/// A file of the archive that is to be read and judged.
public struct FileInspection: Hashable, Sendable {
    /// The file, which is in the archive already.
    public var file: File
    /// What it is read under.
    public var terms: Terms

    /// Where a file's bytes are, and what it is called.
    public struct File: Hashable, Sendable, Codable {
        /// In the archive.
        public var path: String
        /// SHA-256 of its bytes.
        public var digest: Digest
        /// The name it was dropped under.
        public var name: String
    }

    /// Under what a file is read: alike for all of a model's that come at once.
    public struct Terms: Hashable, Sendable, Codable {
        /// The model whose folder it was dropped into.
        public var model: ModelName
        /// Nil while no file of the model has been accepted: the next one decides it, and those after it are read under that.
        public var schema: Schema?
        /// What the label of a first file was before, where it is read again.
        public var formerLabel: String?
        /// The model's settings as they are now.
        public var specification: ModelSpecification
        /// Bounds on its content.
        public var limits: ReadLimits
        /// Share of its rows (0…1) above which skipped rows refuse the file.
        public var maxRefusedShare: Double
        /// Share of a column's values (0…1) that must be numbers for it to be numeric.
        public var numericShare: Double
        /// The file that a person would write settings into.
        public var configuration: String
        /// Where a `KnownModel` lies, of which it is told what a file has that it never saw; nil: files are not compared.
        public var known: String?
        /// With what its texts are read, of which it is told how many are cut; nil: by hashing, all of them.
        public var texts: TextReading?
        /// Where the last files' rows are kept in mind (`RecentRows`), to which these are added; nil: they are not.
        public var recent: String?
    }

    /// What there is to say of a file that can be learned.
    public struct Content: Hashable, Sendable, Codable {
        /// Rows that count: of repeated ones as the schema says.
        public var rowCount: Int
        /// Of the rows in an order that does not depend on the file's.
        public var rowsDigest: Digest
        /// Rows that were skipped, with their values: the first ones, for the rejected folder.
        public var refused: [RefusedRow]
        /// All rows that were skipped.
        public var refusedCount: Int
        /// How many rows were skipped, and why the first was. Without values of rows, as the next two: these are for the registry, which
        /// everybody may ask.
        public var skipped: String?
        /// What else is odd about it, a sentence each.
        public var otherWarnings: [String]
        /// What was understood of it, a sentence each.
        public var notes: [String]
        /// The schema that it decided, or extended by a label that begins with it; nil where it was read under one and that stays.
        public var decided: Schema?
    }

    /// What came of it: its content, or why it cannot be learned. Exactly one of them.
    public struct Answer: Hashable, Sendable, Codable {
        /// Nil where it cannot be learned.
        public var content: Content?
        /// Nil where it can be learned.
        public var refusal: Refusal?
    }
}

/// Files to be read one after another, as the daemon asks for them.
struct InspectionRequest: Hashable, Sendable, Codable {
    struct Item: Hashable, Sendable, Codable {
        var file: FileInspection.File
        /// Which of `terms` it is read under.
        var terms: Int
    }

    var terms: [FileInspection.Terms] = []
    var items: [Item] = []

    init(_ inspections: some Collection<FileInspection>) {
        var places: [FileInspection.Terms: Int] = [:]
        for inspection in inspections {
            let place = places[inspection.terms] ?? terms.count
            if place == terms.count {
                places[inspection.terms] = place
                terms.append(inspection.terms)
            }
            items.append(Item(file: inspection.file, terms: place))
        }
    }

    var inspections: [FileInspection] { items.map { FileInspection(file: $0.file, terms: terms[$0.terms]) } }
}

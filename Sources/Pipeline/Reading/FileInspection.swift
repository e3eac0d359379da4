import Domain
import Reading
import Rows

/// A file of the archive that is to be read and judged.
public struct FileInspection: Hashable, Sendable {
    public var file: File
    public var terms: Terms

    public struct File: Hashable, Sendable, Codable {
        public var path: String
        public var digest: Digest
        /// The name it was dropped under.
        public var name: String
    }

    /// Under what a file is read: alike for all of a model's that come at once.
    public struct Terms: Hashable, Sendable, Codable {
        public var model: ModelName
        /// Nil while no file of the model has been accepted: the next one decides it, and those after it are read under that.
        public var schema: Schema?
        /// What the label of a first file was before, where it is read again.
        public var formerLabel: String?
        public var specification: ModelSpecification
        public var limits: ReadLimits
        public var maxRefusedShare: Double
        public var numericShare: Double
        /// The file that a person would write settings into.
        public var configuration: String
        /// Where a `KnownModel` lies, of which it is told what a file has that it never saw; nil: files are not compared.
        public var known: String?
        /// Where the last files' rows are kept in mind (`RecentRows`), to which these are added; nil: they are not.
        public var recent: String?
    }

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
        /// The schema that it decided; nil where it was read under one.
        public var decided: Schema?
    }

    /// What came of it: its content, or why it cannot be learned. Exactly one of them.
    public struct Answer: Hashable, Sendable, Codable {
        public var content: Content?
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

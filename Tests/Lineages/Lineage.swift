import ContinualLearning
import Domain
import Glibc
import Models
import Rows

/// A model's files learned one after another in this process, by the very functions that the daemon's children call.
public struct Lineage {
    public let specification: ModelSpecification
    private let root: String
    public private(set) var parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)?
    /// The gate's word on each file, in order; a held candidate leaves the parent as it was.
    public private(set) var judgements: [Judgement] = []

    /// - Parameter parent: The version that the first file builds on; nil: the model is new.
    public init(_ specification: ModelSpecification, parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)? = nil) throws {
        self.specification = specification
        self.parent = parent
        var template = Array("/tmp/learnd-lineage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refusal(.failed, what: "no temporary folder") }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public func remove() { Folder.remove(root) }

    /// What serves now; nil before the first version.
    public func predictor() throws -> (any Predictor)? { try parent.map { try VersionContent.predictor($0.parts) } }

    /// The directory of the job that learns these rows next.
    public func job(_ rows: RowSet) throws -> JobDirectory {
        let directory = JobDirectory(path: "\(root)/\(judgements.count + 1)")
        let document = JobDocument(
            specification: specification,
            schema: rows.schema,
            parent: parent?.digest,
            batches: rows.batches
        )
        try JobWriter(document, to: directory).write(
            rows,
            parent: parent.map { JobWriter.Parent(parts: $0.parts, reference: $0.judgement.evaluation.reference(isPromoted: false)) }
        )
        return directory
    }

    /// Learns some rows as one job; a candidate that the gate refuses leaves the parent as it was.
    @discardableResult
    public mutating func learn(_ rows: RowSet) throws -> Judgement {
        let directory = try job(rows)
        try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
        try Judging(directory).run()
        let judgement = try CanonicalJSON.decode(Judgement.self, from: SealedFile.read(directory.gate.judgement))
        judgements.append(judgement)
        defer {
            Folder.remove(directory.path)
            Folder.remove(directory.gate.path)
        }
        if judgement.passed {
            let parts =
                try VersionDirectory(path: directory.candidate).read()
                + [VersionPart(name: VersionContent.gate, kind: .rows, bytes: try SealedFile.read(directory.gate.gateRows))]
            let digest = VersionDigest.compute(
                parts: parts.map(\.reference),
                specification: CanonicalJSON.digest(of: specification),
                parent: parent?.digest,
                batches: rows.batches
            )
            parent = (parts, digest, judgement)
        }
        return judgement
    }
}

import ContinualLearning
import Domain
import Examples
import Glibc

/// A model's files learned one after another in this process, by the very functions that the daemon's children call.
struct Lineage {
    let specification: ModelSpecification
    private let root: String
    private(set) var parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)?
    /// The gate's word on each file, in order; a held candidate leaves the parent as it was.
    private(set) var judgements: [Judgement] = []

    /// - Parameter parent: The version that the first file builds on; nil: the model is new.
    init(_ specification: ModelSpecification, parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)? = nil) throws {
        self.specification = specification
        self.parent = parent
        var template = Array("/tmp/learnd-lineage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refusal(.failed, what: "no temporary folder") }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { Folder.remove(root) }

    /// The directory of the job that learns these rows next.
    func job(_ rows: RowSet) throws -> JobDirectory {
        let directory = JobDirectory(path: "\(root)/\(judgements.count + 1)")
        let document = JobDocument(
            specification: specification, schema: rows.schema, parent: parent?.digest, batches: rows.batches)
        try JobWriter(document, to: directory).write(
            rows, parent: parent.map { JobWriter.Parent(parts: $0.parts, lineage: $0.judgement.evaluation.lineage) })
        return directory
    }

    @discardableResult
    mutating func learn(_ rows: RowSet) throws -> Judgement {
        let directory = try job(rows)
        try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
        try Judging(directory).run()
        let judgement = try CanonicalJSON.decode(Judgement.self, from: WholeFile.read(directory.gate.judgement))
        judgements.append(judgement)
        if judgement.passed {
            let parts =
                try VersionDirectory(path: directory.candidate).read()
                + [VersionPart(name: VersionContent.gate, kind: .rows, bytes: try WholeFile.read(directory.gate.gateRows))]
            let digest = VersionDigest.compute(
                parts: parts.map(\.reference), specification: CanonicalJSON.digest(of: specification), parent: parent?.digest,
                batches: rows.batches)
            parent = (parts, digest, judgement)
        }
        return judgement
    }
}

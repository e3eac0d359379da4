import ContinualLearning
import Domain
import Files
import Glibc
import Models
import Rows

/// A model's files learned one after another in this process, by the very functions that the daemon's children call.
public struct Lineage {
    /// How every file is learned and judged.
    public let specification: ModelSpecification
    /// What makes a closed form's features, where the first file is not to decide it.
    private let map: FeatureMap?
    /// What texts are read by where the first file is to decide that; nil: hashing.
    private let base: Digest?
    private let sources: TextSources
    /// The files of the versions that led to the parent.
    private var learned: [RowSet] = []
    private let root: String
    /// What the next file builds on: the last version that the gate let pass; nil before the first.
    public private(set) var parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)?
    /// The gate's word on each file, in order; a held candidate leaves the parent as it was.
    public private(set) var judgements: [Judgement] = []

    /// - Parameter parent: The version that the first file builds on; nil: the model is new.
    public init(
        _ specification: ModelSpecification,
        parent: (parts: [VersionPart], digest: Digest, judgement: Judgement)? = nil,
        map: FeatureMap? = nil,
        base: Digest? = nil,
        sources: TextSources = .hashing
    ) throws {
        self.specification = specification
        self.map = map
        self.base = base
        self.sources = sources
        self.parent = parent
        var template = Array("/tmp/learnd-lineage-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refusal(.failed, what: "no temporary folder") }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Takes away the folder of its jobs. The versions are in memory and stay.
    public func remove() { Folder.remove(root) }

    /// What serves now; nil before the first version.
    public func predictor() throws -> (any Predictor)? { try parent.map { try VersionContent.predictor($0.parts, sources: sources) } }

    /// The directory of the job that learns these rows next.
    public func job(_ rows: RowSet) throws -> JobDirectory {
        let next = next(rows)
        try next.prepare(rows, parent: writerParent)
        return next.directory
    }

    private func next(_ rows: RowSet) -> DerivationFolder {
        DerivationFolder(
            Derivation(
                parent: parent?.digest,
                batches: rows.batches,
                specification: specification,
                form: rows.schema,
                map: map,
                base: parent == nil ? base : nil
            ),
            in: JobDirectory(path: "\(root)/\(judgements.count + 1)")
        )
    }

    private var writerParent: JobWriter.Parent? {
        parent.map { JobWriter.Parent(parts: $0.parts, reference: $0.judgement.evaluation.reference(isPromoted: false)) }
    }

    /// Learns some rows as one job; a candidate that the gate refuses leaves the parent as it was.
    @discardableResult
    public mutating func learn(_ rows: RowSet) throws -> Judgement {
        let next = next(rows)
        defer { next.remove() }
        try next.prepare(rows, parent: writerParent)
        let candidate = try next.candidate(sources: sources)
        guard let judgement = candidate.judgement else { throw Refusal(.failed, what: "the candidate was not judged") }
        judgements.append(judgement)
        if judgement.passed { learned.append(rows) }
        if judgement.passed {
            parent = (try candidate.version(), next.derivation.versionDigest(of: candidate.parts.map(\.reference)), judgement)
        }
        return judgement
    }

    /// The directory of the job that refines the parent.
    public func refinement() throws -> DerivationFolder {
        guard let parent, let writerParent else { throw Refusal(.failed, what: "nothing is there to refine") }
        let folder = DerivationFolder(
            Derivation(purpose: .refine, parent: parent.digest, batches: [], specification: specification, form: learned[0].schema),
            in: JobDirectory(path: "\(root)/refine-\(judgements.count)")
        )
        folder.remove()
        try folder.prepareRefinement(of: learned.map { ($0, 1) }, parent: writerParent)
        return folder
    }

    /// Refines the parent; what the gate lets pass is the parent then.
    ///
    /// - Returns: What it came to, and the gate's word where that was better.
    @discardableResult
    public mutating func refine() throws -> (refinement: Refinement?, judgement: Judgement?) {
        let folder = try refinement()
        defer { folder.remove() }
        let candidate = try folder.candidate(sources: sources)
        let refinement = try folder.report().refinement
        guard let judgement = candidate.judgement else { return (refinement, nil) }
        judgements.append(judgement)
        if judgement.passed {
            parent = (try candidate.version(), folder.derivation.versionDigest(of: candidate.parts.map(\.reference)), judgement)
        }
        return (refinement, judgement)
    }
}

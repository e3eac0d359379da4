import ContinualLearning
import Domain
import Registry

/// A job whose directory is complete.
struct AssembledJob {
    let directory: JobDirectory
    let document: JobDocument

    /// What the children made of it.
    struct Outcome {
        /// The candidate's parts, its gate rows among them.
        var parts: [VersionPart]
        var judgement: Judgement
        /// The trainer's report, JSON.
        var report: [UInt8]
    }

    func outcome() throws -> Outcome {
        let candidate = VersionDirectory(path: directory.candidate)
        let gate = VersionPart(name: VersionContent.gate, kind: .rows, bytes: try SealedFile.read(directory.gate.gateRows))
        return Outcome(
            parts: try candidate.read() + [gate],
            judgement: try CanonicalJSON.decode(Judgement.self, from: SealedFile.read(directory.gate.judgement)),
            report: try SealedFile.read(directory.candidate + "/report.json")
        )
    }

    func versionDigest(of parts: [PartReference]) -> Digest {
        VersionDigest.compute(
            parts: parts,
            specification: CanonicalJSON.digest(of: document.specification),
            parent: document.parent,
            batches: document.batches
        )
    }
}

import ContinualLearning
import Domain
import Hashing
import Models
import Registry
import Rows

/// `verify`: a version is derived again from what is stored, and compared.
extension LearningStage {
    /// Derives a version again, when the job that runs has ended or made way.
    ///
    /// - Parameter signal: Wakes the learning stage where it waits.
    /// - Throws: `Refusal` of kind `notFound`, and `unavailable` when the daemon ends meanwhile.
    public nonisolated func verification(of version: VersionNumber, of model: ModelName, wake: () -> Void) async throws -> Verification {
        _ = try await registry.version(version, of: model)
        return try await withCheckedThrowingContinuation { continuation in
            errands.append(.verification(VerificationRequest(model: model, version: version, answer: continuation)))
            wake()
        }
    }

    /// Nothing is verified or compared any more: whoever waits is told.
    public nonisolated func endErrands() { errands.end() }

    /// Answers a request, or, where it made way for a job, puts it back.
    func verify(_ request: VerificationRequest) async {
        do {
            guard let verification = try await verification(request) else { return errands.putBack(.verification(request)) }
            request.answer.resume(returning: verification)
        } catch is CancellationError {
            request.answer.resume(throwing: Errands.stopping)
        } catch {
            request.answer.resume(throwing: error)
        }
    }

    /// - Returns: Nil where it made way for a job.
    private func verification(_ request: VerificationRequest) async throws -> Verification? {
        let began = ContinuousClock.now
        let version = try await registry.version(request.version, of: request.model)
        let report = try? CanonicalJSON.decode(TrainingReport.self, from: version.report)
        func ended(_ outcome: Verification.Outcome) -> Verification {
            Verification(version: version.number, digest: version.digest, outcome: outcome, making: report?.making, duration: .now - began)
        }
        working("the verification of version \(version.number) of \(request.model)", Self.stretch)
        let faults = try await storedFaults(version) + originFaults(version)
        guard faults.isEmpty else { return ended(.damaged(faults)) }
        let folder = DerivationFolder(try await derivation(of: version), in: assembler.verificationDirectory(request.model, version.number))
        if !folder.isPrepared, !folder.isAssembled {
            folder.remove()
            // Trained alone: the gate's word is no part of a version's digest.
            let parent = try await assembler.copyParent(version.parent, of: request.model, to: folder, for: version.purpose)
            try folder.assemble(
                assembler.files(version.batches),
                parent: parent,
                earlier: try await assembler.copySums(of: version.parent, of: request.model, to: folder, for: version.purpose)
            )
        }
        var isKept = false
        defer { if !isKept { folder.remove() } }
        let name = "version \(version.number) of '\(request.model)'"
        var ending = ChildEnding(cause: .exited(code: 0))
        if !folder.isPrepared { ending = runAgain(.read, folder, name) }
        if ending.cause == .exited(code: 0) { ending = runAgain(.train, folder, name) }
        if ending.cause == .stopped {
            if stop.takeReason() == .shutdown { throw CancellationError() }
            isKept = true
            return nil
        }
        guard ending.cause == .exited(code: 0) else {
            throw Refusal(.failed, what: "it was not derived to its end: \(ending)", at: name)
        }
        // Its digest was made again from its parts above, so the same parts are the same version.
        let made = Set(try folder.candidate().parts.map(\.reference))
        let stored = Set(try await registry.parts(of: version.number, of: request.model))
        if made == stored { return ended(.equal) }
        let names = Set(made.symmetricDifference(stored).map(\.name)).sorted()
        return ended(report?.making?.isRepeatable == true ? .different(parts: names) : .incomparable)
    }

    /// A child on a folder that no job owns.
    func runAgain(_ work: ChildWork, _ folder: DerivationFolder, _ name: String) -> ChildEnding {
        working("the derivation of \(name)", settings.silence)
        _ = stop.takeReason()
        let turn = watchTurn(of: nil)
        defer { turn.cancel() }
        return children.run(work, on: folder.directory, settings, stop: stop) { _ in
            working("the derivation of \(name)", settings.silence)
        }
    }

    /// What of a version's record and bytes is not what was stored.
    private func storedFaults(_ version: VersionInfo) async throws -> [String] {
        var faults: [String] = []
        do {
            try await VersionProof(registry: registry).check(version.number, of: version.model)
        } catch let refusal as Refusal where refusal.kind == .failed {
            faults.append("\(refusal)")
        }
        let dropped = try await registry.droppedParts(of: version.number, of: version.model)
        for reference in try await registry.parts(of: version.number, of: version.model) where !dropped.contains(reference.name) {
            do {
                try await registry.checkPart(reference, of: version.number, of: version.model)
            } catch let refusal as Refusal where refusal.kind == .failed {
                faults.append("\(refusal)")
            }
        }
        return faults
    }

    /// What is missing of what a version was derived from, or not what it was: its parent's parts, its files in the archive.
    private func originFaults(_ version: VersionInfo) async throws -> [String] {
        var faults: [String] = []
        if let parent = version.parent { faults += try await storedFaults(try await registry.version(parent, of: version.model)) }
        var batches = version.batches
        if version.purpose == .refine {
            for ancestor in try await registry.ancestors(of: version.number, of: version.model) { batches += ancestor.batches }
        }
        for batch in batches {
            if let fault = assembler.archiveFault(of: batch) { faults.append(fault) }
        }
        return faults
    }

    func derivation(of version: VersionInfo) async throws -> Derivation {
        let origin = try await registry.origin(of: version.number, of: version.model)
        // Its own: labels may have begun since.
        struct Document: Decodable { var schema: Schema }
        let references = try await registry.parts(of: version.number, of: version.model)
        guard let reference = references.first(where: { $0.name == VersionContent.model }) else {
            throw Refusal(.failed, what: "version \(version.number) of '\(version.model)' has no document")
        }
        let document = try await registry.part(reference, of: version.number, of: version.model).bytes
        let made = try CanonicalJSON.decode(Document.self, from: document)
        return Derivation(
            purpose: origin.purpose,
            parent: origin.parent,
            batches: origin.batches,
            specification: try CanonicalJSON.decode(ModelSpecification.self, from: origin.specification),
            form: made.schema,
            base: origin.parent == nil ? FeatureMap.Text.all(inDocument: document).first?.base : nil
        )
    }
}

import Domain
import LearnAPI

/// What became of the batch that a dropped file repeats, and what to do about it.
enum OriginalWords {
    /// `same content as batch 171, which the gate holds: …; see …`
    static func phrase(_ file: DroppedFile, model: ModelName) -> String {
        guard let original = file.original else {
            return "same content as " + (file.batch?.duplicateOf.map { "batch \($0)" } ?? "an earlier file")
        }
        return "same content as batch \(original.id), which " + fate(original, paused: file.paused, model: model)
    }

    private static func fate(_ batch: BatchResponse, paused: String?, model: ModelName) -> String {
        let reason = batch.reason.map { ": \($0)" } ?? ""
        switch batch.state {
        case .learned: return batch.version.map { "version \($0) has learned" } ?? "is learned"
        case .held:
            let version = batch.version.map { "\($0)" } ?? "VERSION"
            return "the gate holds\(reason); see 'learnctl versions \(model)', then 'learnctl promote \(model) \(version)', "
                + "'learnctl requeue \(batch.id)' or 'learnctl set-aside \(batch.id)'"
        case .setAside: return "is set aside\(reason); to have it learned, run 'learnctl requeue \(batch.id)'"
        case .waiting:
            return paused.map { "waits: \(model) is paused (\($0)); to continue, run 'learnctl resume \(model)'" } ?? "waits in the queue"
        case .training: return "is being learned"
        case .refused: return "was refused\(reason)"
        case .duplicate: return "is a duplicate"
        }
    }
}

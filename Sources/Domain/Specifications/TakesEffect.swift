/// When a changed key takes hold in a daemon that runs.
public enum TakesEffect: String, Hashable, Sendable, CaseIterable {
    case atOnce = "at once"
    case nextFile = "next file"
    case nextJob = "next job"
    /// Only for models without a version: what a model was made with stays its own.
    case newModels = "new models"
    case restart
}

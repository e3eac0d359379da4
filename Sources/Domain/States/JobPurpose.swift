/// What a job is for.
public enum JobPurpose: String, Hashable, Sendable, Codable, CaseIterable {
    /// A model learns files.
    case learn
    /// What reads a closed form's texts moves, on the rows of all files that its parent and the versions before it learned; no file is learned.
    case refine
}

/// What became of a version.
public enum VersionState: String, Hashable, Sendable, Codable {
    /// It serves, or has served.
    case accepted
    /// The gate refused it: kept, shown, never served unless promoted.
    case held
}

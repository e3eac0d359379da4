import ContinualLearning
import Domain

/// What came of deriving a version again.
public struct Verification: Hashable, Sendable {
    /// What the comparison came to.
    public enum Outcome: Hashable, Sendable {
        /// Derived again, it has the same digest.
        case equal
        /// Derived again, these parts are others, or its digest is where the parts are not.
        case different(parts: [String])
        /// Derived again, it came out otherwise, which says nothing: another recipe or kind of CPU had made it.
        case incomparable
        /// What it is derived from, or what is stored of it, is not there or not what it was.
        case damaged([String])
    }

    /// The version that was derived again.
    public var version: VersionNumber
    /// The digest that it was recorded with.
    public var digest: Digest
    /// Whether the derivation came to the same.
    public var outcome: Outcome
    /// By what it was made; nil in versions of earlier releases.
    public var making: Making?
    /// What the derivation took.
    public var duration: Duration
}

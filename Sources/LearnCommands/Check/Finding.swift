/// One thing that `check` looked at.
public struct Finding: Hashable, Sendable, Codable {
    /// How it stands: a single `fail` makes `check` end with status 1.
    public enum Grade: String, Hashable, Sendable, Codable {
        case ok, warn, fail
    }

    /// Whether it is well, odd or a fault.
    public var grade: Grade
    /// What was looked at: `inbox`.
    public var subject: String
    /// What was found, and how to put it right.
    public var finding: String

    /// One line of `check`.
    public init(_ grade: Grade, _ subject: String, _ finding: String) {
        self.grade = grade
        self.subject = subject
        self.finding = finding
    }
}

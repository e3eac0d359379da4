/// A part that said it was working and has not been heard of within the time it gave itself.
public struct Stall: Hashable, Sendable, CustomStringConvertible {
    public var part: String
    /// What it said it was doing.
    public var work: String
    /// How long its deadline is past.
    public var overdue: Duration

    public init(part: String, work: String, overdue: Duration) {
        self.part = part
        self.work = work
        self.overdue = overdue
    }

    public var description: String {
        "\(part) has made no progress with \(work); its deadline passed \(overdue.components.seconds) s ago"
    }
}

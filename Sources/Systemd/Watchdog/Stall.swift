/// A part that said it was working and has not been heard of within the time it gave itself.
public struct Stall: Hashable, Sendable, CustomStringConvertible {
    /// The part's name, for people.
    public var part: String
    /// What it said it was doing.
    public var work: String
    /// How long its deadline is past.
    public var overdue: Duration

    /// - Parameter work: Completes "has made no progress with".
    public init(part: String, work: String, overdue: Duration) {
        self.part = part
        self.work = work
        self.overdue = overdue
    }

    /// A sentence for the log, with whole seconds.
    public var description: String {
        "\(part) has made no progress with \(work); its deadline passed \(overdue.components.seconds) s ago"
    }
}

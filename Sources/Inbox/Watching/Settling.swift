/// How long a file must lie unchanged before it is taken (docs/architecture.md, "Who owns what").
public struct Settling: Hashable, Sendable {
    /// After it was closed, or where it is certain that nobody has it open for writing.
    public var closed: Duration
    /// Where neither is known.
    public var unseen: Duration

    /// The defaults are the daemon's.
    public init(closed: Duration = .seconds(2), unseen: Duration = .seconds(60)) {
        self.closed = closed
        self.unseen = unseen
    }
}

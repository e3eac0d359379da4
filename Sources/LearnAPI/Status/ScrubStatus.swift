/// How far the daemon has come in reading archive and database again: part of `StatusResponse`.
public struct ScrubStatus: Hashable, Sendable, Codable {
    /// Files and blobs looked at in this round.
    public var looked: Int
    /// Of so many.
    public var items: Int
    /// When the last whole round ended; left out before the first has.
    public var lastRound: String?

    /// - Parameter lastRound: ISO 8601, UTC; nil before the first round has ended.
    public init(looked: Int, items: Int, lastRound: String?) {
        self.looked = looked
        self.items = items
        self.lastRound = lastRound
    }

    private enum CodingKeys: String, CodingKey {
        case looked, items
        case lastRound = "last_round"
    }
}

/// How the fake daemon answers a request, well or badly.
public enum FakeReply: Hashable, Sendable {
    case json(Int, String)
    /// The same, and the connection is closed afterwards as the head says.
    case last(Int, String)
    /// An answer in pieces, each a chunk.
    case pieces([String])
    /// The head of a stream; `FakeDaemon.emit` sends its lines.
    case stream
    /// No answer.
    case silence
    /// The connection is closed without an answer.
    case hangUp
    /// Bytes as they are, then the connection is closed.
    case raw(String)
}

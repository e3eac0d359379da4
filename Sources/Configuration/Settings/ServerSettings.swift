/// Bounds on what clients may ask for, and the threads that answer.
public struct ServerSettings: Hashable, Sendable {
    /// Largest request body, in bytes, as it comes and after decompression.
    public var bodyBytes = 16 << 20
    /// Largest request head, in bytes.
    public var headerBytes = 16 << 10
    /// Most rows in one prediction request.
    public var rows = 10_000
    /// Most open connections, on each socket.
    public var connections = 1024
    /// A connection that sends nothing for so long is closed.
    public var idleTimeout: Duration = .seconds(60)
    /// How long requests in flight may take to finish at a stop.
    public var drainTimeout: Duration = .seconds(10)
    /// Threads that read requests and write answers, and do short predictions themselves.
    public var eventLoopThreads = 2
    /// Threads for predictions too long for an event loop.
    public var predictionThreads = 2
    /// Most predictions waiting for such a thread; more are answered 429.
    public var predictionQueue = 256

    /// The defaults.
    public init() {}
}

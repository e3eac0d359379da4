/// Both sockets and their bounds.
public struct ServerSettings: Hashable, Sendable {
    /// For all who may read and predict.
    public var predict: Endpoint
    /// For those who may change things too.
    public var admin: Endpoint
    /// Largest request body, in bytes.
    public var bodyBytes: Int
    /// Largest request head, in bytes.
    public var headerBytes: Int
    /// Most rows in a request.
    public var rows: Int
    /// Most connections on each socket: a crowd of predictions leaves the admin socket reachable.
    public var connections: Int
    /// A connection that neither sends nor is answered for so long is closed.
    public var idleTimeout: Duration
    /// How long at shutdown who has connected may take to ask.
    public var firstRequestTimeout: Duration = .milliseconds(500)
    /// How long requests in flight may take to finish at shutdown.
    public var drainTimeout: Duration
    /// Threads that read requests and write answers, and do short predictions themselves.
    public var eventLoopThreads: Int
    /// Threads for predictions that take too long for an event loop.
    public var predictionThreads: Int
    /// Most predictions that wait for one of these threads.
    public var predictionQueue: Int
    /// Most bytes of events that wait for a slow reader before it is dropped.
    public var eventBacklogBytes: Int
    /// Most readers of events on each socket; one user may have half of them.
    public var eventReaders: Int

    /// Bounds that do for a small machine; the daemon sets its own from the configuration.
    public init(
        predict: Endpoint,
        admin: Endpoint,
        bodyBytes: Int = 16 << 20,
        headerBytes: Int = 16 << 10,
        rows: Int = 10_000,
        connections: Int = 1024,
        idleTimeout: Duration = .seconds(60),
        drainTimeout: Duration = .seconds(10),
        eventLoopThreads: Int = 2,
        predictionThreads: Int = 1,
        predictionQueue: Int = 256,
        eventBacklogBytes: Int = 64 << 10,
        eventReaders: Int = 64
    ) {
        self.predict = predict
        self.admin = admin
        self.bodyBytes = bodyBytes
        self.headerBytes = headerBytes
        self.rows = rows
        self.connections = connections
        self.idleTimeout = idleTimeout
        self.drainTimeout = drainTimeout
        self.eventLoopThreads = eventLoopThreads
        self.predictionThreads = predictionThreads
        self.predictionQueue = predictionQueue
        self.eventBacklogBytes = eventBacklogBytes
        self.eventReaders = eventReaders
    }
}

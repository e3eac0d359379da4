/// Every key of the daemon itself, in the order of `config/learnd.yaml`. `state`, `defaults` and `models` stand beside it:
/// the first fills all of `paths`, the others hold `ModelKeys`.
public enum DaemonKeys {
    /// The key that puts everything into one folder.
    public static let state = "state"

    /// Whether a setting is one of `paths`, of which `paths.run` supplies defaults for the sockets' paths.
    static func isUnderPaths(_ setting: Setting) -> Bool { setting.scope == .daemon && setting.name.hasPrefix("paths.") }

    /// Whether a setting says where something lies that `state` would put elsewhere.
    static func isPath(_ setting: Setting) -> Bool {
        isUnderPaths(setting) || setting.scope == .daemon && ["predict.path", "admin.path"].contains(setting.name)
    }

    /// In the order of `config/learnd.yaml`; no two have the same name.
    public static let all: [Key<Settings>] = paths + sockets + server + inbox + jobs + trainer + scrub + log

    private static let paths: [Key<Settings>] = [
        Key("paths.inbox", \.paths.inbox, .path(), .restart),
        Key("paths.rejected", \.paths.rejected, .path(), .restart),
        Key("paths.database", \.paths.database, .path(), .restart),
        Key("paths.archive", \.paths.archive, .path(), .restart),
        Key("paths.bases", \.paths.bases, .path(), .restart),
        Key("paths.cache", \.paths.cache, .path(), .restart),
        Key("paths.jobs", \.paths.jobs, .path(), .restart),
        Key("paths.run", \.paths.run, .path(), .restart) { $0.placeSockets(in: $1) },
    ]

    private static let sockets: [Key<Settings>] = [
        Key("predict.path", \.predict.path, .path(), .restart),
        Key("predict.mode", \.predict.mode, .mode(), .restart),
        Key("predict.group", \.predict.group, .group(), .restart),
        Key("admin.path", \.admin.path, .path(), .restart),
        Key("admin.mode", \.admin.mode, .mode(), .restart),
        Key("admin.group", \.admin.group, .group(), .restart),
    ]

    private static let server: [Key<Settings>] = [
        Key("server.body_bytes", \.server.bodyBytes, .size(1 << 10...1 << 30), .restart),
        Key("server.header_bytes", \.server.headerBytes, .size(1 << 10...1 << 20), .restart),
        Key("server.rows", \.server.rows, .integer(1...1_000_000), .restart),
        Key("server.connections", \.server.connections, .integer(1...65_536), .restart),
        Key("server.idle_timeout", \.server.idleTimeout, .duration(.seconds(1) ... .seconds(3600)), .restart),
        Key("server.drain_timeout", \.server.drainTimeout, .duration(.zero ... .seconds(60)), .restart),
        Key("server.event_loop_threads", \.server.eventLoopThreads, .integer(1...64), .restart),
        Key("server.prediction_threads", \.server.predictionThreads, .integer(1...256), .restart),
        Key("server.prediction_queue", \.server.predictionQueue, .integer(1...65_536), .restart),
    ]

    private static let inbox: [Key<Settings>] = [
        Key("inbox.settle", \.inbox.settle, .duration(.zero ... .seconds(3600)), .nextFile),
        Key("inbox.settle_unseen", \.inbox.settleUnseen, .duration(.zero ... .seconds(86_400)), .nextFile),
        Key("inbox.scan_interval", \.inbox.scanInterval, .duration(.seconds(1) ... .seconds(3600)), .nextFile),
        Key("inbox.file_bytes", \.inbox.fileBytes, .size(1 << 10...1 << 40), .nextFile),
        Key("inbox.decompressed_bytes", \.inbox.decompressedBytes, .size(1 << 10...1 << 40), .nextFile),
        Key("inbox.rows", \.inbox.rows, .integer(1...1_000_000_000), .nextFile),
        Key("inbox.columns", \.inbox.columns, .integer(2...65_536), .nextFile),
        Key("inbox.line_bytes", \.inbox.lineBytes, .size(1 << 10...1 << 30), .nextFile),
        Key("inbox.memory", \.inbox.memory, .size(128 << 20...1 << 50), .nextFile),
        Key("inbox.max_refused_share", \.inbox.maxRefusedShare, .number(0...1), .nextFile),
        Key("inbox.numeric_share", \.inbox.numericShare, .number(0...1), .nextFile),
        Key("inbox.disk_floor", \.inbox.diskFloor, .size(0...1 << 50), .nextFile),
    ]

    private static let jobs: [Key<Settings>] = [
        Key("jobs.turn", \.jobs.turn, .duration(.seconds(1) ... .seconds(86_400)), .nextJob)
    ]

    private static let trainer: [Key<Settings>] = [
        Key("trainer.threads", \.trainer.threads, .integer(1...256), .nextJob),
        Key("trainer.nice", \.trainer.nice, .integer(0...19), .nextJob),
        Key("trainer.memory", \.trainer.memory, .size(128 << 20...1 << 50), .nextJob),
        Key("trainer.cache_bytes", \.trainer.cacheBytes, .size(0...1 << 50), .nextJob),
        Key("trainer.hang_timeout", \.trainer.hangTimeout, .duration(.seconds(1) ... .seconds(86_400)), .nextJob),
        Key("trainer.checkpoint_interval", \.trainer.checkpointInterval, .duration(.seconds(1) ... .seconds(86_400)), .nextJob),
        Key("trainer.oom_score", \.trainer.oomScore, .integer(0...1000), .nextJob),
        Key("trainer.attempts", \.trainer.attempts, .integer(1...100), .nextJob),
    ]

    private static let scrub: [Key<Settings>] = [
        Key("scrub.interval", \.scrub.interval, .duration(.seconds(1) ... .seconds(31_536_000)), .atOnce)
    ]

    private static let log: [Key<Settings>] = [
        Key("log.level", \.log.level, .choice(), .atOnce)
    ]
}

import Configuration
import HTTPServer
import Inbox
import Models
import Pipeline
import Reading
import Systemd

extension HTTPServer.ServerSettings {
    init(_ settings: Settings, inherited: InheritedSockets) {
        self.init(
            predict: Endpoint(settings.predict, inherited: inherited["predict"]),
            admin: Endpoint(settings.admin, inherited: inherited["admin"]),
            bodyBytes: settings.server.bodyBytes,
            headerBytes: settings.server.headerBytes,
            rows: settings.server.rows,
            connections: settings.server.connections,
            idleTimeout: settings.server.idleTimeout,
            drainTimeout: settings.server.drainTimeout,
            eventLoopThreads: settings.server.eventLoopThreads,
            predictionThreads: settings.server.predictionThreads,
            predictionQueue: settings.server.predictionQueue
        )
    }
}

extension Endpoint {
    init(_ socket: SocketSettings, inherited: Int32?) {
        self.init(path: socket.path, mode: socket.mode, group: socket.group, inherited: inherited)
    }
}

extension IntakeSettings {
    init(_ settings: Settings, children: LearningSettings) {
        self.init(
            settling: Settling(closed: settings.inbox.settle, unseen: settings.inbox.settleUnseen),
            maxBytes: settings.inbox.fileBytes,
            limits: ReadLimits(settings.inbox),
            maxRefusedShare: settings.inbox.maxRefusedShare,
            numericShare: settings.inbox.numericShare,
            diskFloor: settings.inbox.diskFloor,
            archivePath: settings.paths.archive,
            children: children
        )
    }
}

extension ReadLimits {
    init(_ inbox: InboxSettings) {
        self.init(
            fileBytes: inbox.fileBytes,
            expandedBytes: inbox.decompressedBytes,
            rows: inbox.rows,
            columns: inbox.columns,
            lineBytes: inbox.lineBytes
        )
    }
}

extension LearningSettings {
    init(_ settings: Settings, executable: String) {
        self.init(
            executable: executable,
            jobsPath: settings.paths.jobs,
            basesPath: settings.paths.bases,
            cachePath: settings.paths.cache,
            cacheBytes: settings.trainer.cacheBytes,
            threads: settings.trainer.threads,
            nice: settings.trainer.nice,
            memoryBytes: settings.trainer.memory,
            readingBytes: settings.inbox.memory,
            oomScore: settings.trainer.oomScore,
            hangTimeout: settings.trainer.hangTimeout,
            checkpointInterval: settings.trainer.checkpointInterval,
            attempts: settings.trainer.attempts,
            turn: settings.jobs.turn
        )
    }
}

extension Settings {
    /// Of what the children keep of texts.
    var textCache: TextCache { TextCache(folder: paths.cache, most: trainer.cacheBytes) }
}

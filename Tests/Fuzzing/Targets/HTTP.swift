import Domain
import HTTPServer
import LearnAPI
import Models
import NIOCore
import NIOEmbedded
import Prediction
import Rows
import Synchronization
import Threads

extension FuzzTarget {
    /// Bytes on a connection: the same responses however they come, and never our own failure.
    static let http = FuzzTarget("http", mostBytes: 2048) {
        let connections = Connections()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let request = input.bytes
            let whole = try connections.send(request, isAdmin: choice & 1 == 1, pieceBytes: request.count)
            let pieces = try connections.send(request, isAdmin: choice & 1 == 1, pieceBytes: 1 + choice / 2)
            try check(whole.isEmpty || whole.hasPrefix("HTTP/1.1 "), "the response is \(whole)")
            try check(!whole.contains("HTTP/1.1 500"), "it failed: \(whole)")
            try check(whole == pieces, "whole: \(whole), in pieces of \(1 + choice / 2): \(pieces)")
        }
    }

    /// Targets, queries and documents of all that is answered by a task, on the admin socket: whatever it says, it is not our failure.
    static let calls = FuzzTarget("calls", mostBytes: 512) {
        let connections = Connections()
        return { bytes in
            var input = FuzzInput(bytes)
            let method = input.pick(2) == 0 ? "GET" : "POST"
            let parts = input.rest.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
            let uri = String(decoding: parts[0], as: UTF8.self)
            if let refusal = connections.call(method, uri, body: parts.count > 1 ? Array(parts[1]) : []) {
                try check(refusal.kind != .failed, "it failed: \(refusal)")
            }
        }
    }

    /// Bodies of `/v2` predictions, of a table's model and of one of images: any answer but our own failure.
    static let inference = FuzzTarget("inference", mostBytes: 2048) {
        let connections = Connections()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let headerLength = input.byte() << 8 | input.byte()
            let body = input.bytes
            var head = "POST /v2/models/\(["table", "image", "numbers", "value"][choice % 4])/infer HTTP/1.1\r\nhost: a\r\n"
            // Most bodies are JSON alone.
            if choice & 0x40 != 0 { head += "inference-header-content-length: \(headerLength)\r\n" }
            head += "content-length: \(body.count)\r\n\r\n"
            let response = try connections.send(Array(head.utf8) + body, isAdmin: false, pieceBytes: 1 << 20)
            try check(response.hasPrefix("HTTP/1.1 "), "the response is \(response)")
            try check(!response.hasPrefix("HTTP/1.1 5"), "it failed: \(response)")
        }
    }
}

/// Connections without sockets to a daemon with a few models.
private final class Connections {
    private let loop = EmbeddedEventLoop()
    private let channels: [LooseChannels]

    init() {
        let host = ModelHost()
        let layouts: [(name: String, layout: InputLayout, outputs: OutputLayout)] = [
            ("table", .table, .classes(["a", "é\n\"b"])), ("image", .image, .classes(["cat", "dog"])), ("value", .nested, .value),
            ("numbers", InputLayout(columns: ["a", "b"].map { .init(name: $0, kind: .numeric) }), .value),
        ]
        for (name, layout, outputs) in layouts {
            guard let model = try? ModelName(name) else { preconditionFailure("'\(name)' is no model's name") }
            host.swap(model, to: VersionNumber(3), predictor: SumPredictor(layout: layout, outputs: outputs))
        }
        let settings = ServerSettings(predict: Endpoint(path: "predict"), admin: Endpoint(path: "admin"), headerBytes: 1024, rows: 20)
        channels = [false, true].map {
            LooseChannels(settings: settings, host: host, operations: AbsentDaemon(), events: AbsentDaemon(), isAdmin: $0)
        }
    }

    /// Waits for the answer of a call; nil if there is one.
    func call(_ method: String, _ uri: String, body: [UInt8]) -> Refusal? {
        let channels = channels[1]
        let done = Semaphore()
        let outcome = Outcome()
        Task.detached {
            do {
                try await channels.call(method, uri, body: ByteBuffer(bytes: body))
            } catch {
                outcome.refusal.withLock { $0 = error as? Refusal ?? Refusal(.failed, what: "\(error)") }
            }
            done.signal()
        }
        done.wait()
        return outcome.refusal.withLock(\.self)
    }

    private final class Outcome: Sendable {
        let refusal = Mutex<Refusal?>(nil)
    }

    /// - Returns: All that the server wrote.
    func send(_ bytes: [UInt8], isAdmin: Bool, pieceBytes: Int) throws -> String {
        let channel = EmbeddedChannel(loop: loop)
        try channels[isAdmin ? 1 : 0].serve(channel)
        channel.connect(to: try SocketAddress(unixDomainSocketPath: "peer"), promise: nil)
        var place = 0
        while place < bytes.count, channel.isActive {
            let end = min(bytes.count, place + max(1, pieceBytes))
            // A connection that the server closed takes no more.
            _ = try? channel.writeInbound(ByteBuffer(bytes: bytes[place..<end]))
            // Longer than the pauses between a pipeline's turns, shorter than any patience.
            loop.advanceTime(by: .milliseconds(10))
            place = end
        }
        var written: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { written += Array(buffer.readableBytesView) }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        loop.run()
        return String(decoding: written, as: UTF8.self)
    }
}

/// Answers with the sum of a row's numbers.
private struct SumPredictor: Predictor {
    var layout: InputLayout
    var outputs: OutputLayout

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        for row in 0..<rows {
            let sum = (0..<layout.width).reduce(Float(0)) { $0 + Float(inputs[row * layout.width + $1]) }
            for output in 0..<self.outputs.width { outputs[row * self.outputs.width + output] = sum / Float(1 + output) }
        }
    }
}

/// A daemon of which only the connections are there.
private struct AbsentDaemon: DaemonOperations, EventSource {
    private var absent: Refusal { Refusal(.unavailable, what: "there is no daemon") }

    func subscribe() -> AsyncStream<Event> { AsyncStream { $0.finish() } }
    func status() async throws -> StatusResponse { throw absent }
    func models() async throws -> ModelsResponse { throw absent }
    func model(_ model: ModelName) async throws -> ModelResponse { throw absent }
    func versions(of model: ModelName, _ page: PageQuery) async throws -> VersionsResponse { throw absent }
    func version(_ number: VersionNumber, of model: ModelName) async throws -> VersionResponse { throw absent }
    func history(of model: ModelName, _ page: PageQuery) async throws -> HistoryResponse { throw absent }
    func batches(_ query: BatchQuery) async throws -> BatchesResponse { throw absent }
    func batch(_ id: BatchID) async throws -> BatchResponse { throw absent }
    func predictor(of model: ModelName, version: VersionNumber) async throws -> any Predictor { throw absent }
    func readiness() -> Refusal? { absent }
    func damagedModels() -> [String: String] { [:] }
    func rollback(_ model: ModelName, _ request: RollbackRequest, by caller: Caller) async throws -> ActivationResponse { throw absent }
    func promote(_ model: ModelName, _ request: PromoteRequest, by caller: Caller) async throws -> ActivationResponse { throw absent }
    func pause(_ model: ModelName, reason: String?, by caller: Caller) async throws -> PauseResponse { throw absent }
    func resume(_ model: ModelName, by caller: Caller) async throws -> PauseResponse { throw absent }
    func requeue(_ batch: BatchID, by caller: Caller) async throws -> BatchResponse { throw absent }
    func setAside(_ batch: BatchID, reason: String?, by caller: Caller) async throws -> BatchResponse { throw absent }
    func refine(_ model: ModelName, by caller: Caller) async throws -> RefineResponse { throw absent }
    func relearn(_ model: ModelName, _ request: RelearnRequest, by caller: Caller) async throws -> RelearnResponse { throw absent }
    func remove(_ model: ModelName, reason: String?, by caller: Caller) async throws -> RemoveResponse { throw absent }
    func compare(_ model: ModelName, _ request: CompareRequest, by caller: Caller) async throws -> CompareResponse { throw absent }
    func verify(_ version: VersionNumber, of model: ModelName, by caller: Caller) async throws -> VerifyResponse { throw absent }
    func bases() async throws -> BasesResponse { throw absent }
    func checkBases(by caller: Caller) async throws -> BasesResponse { throw absent }
    func addBase(_ request: AddBaseRequest, by caller: Caller) async throws -> AddBaseResponse { throw absent }
    func removeBase(_ base: String, by caller: Caller) async throws -> RemoveBaseResponse { throw absent }
    func reload(by caller: Caller) async throws -> ReloadResponse { throw absent }
}

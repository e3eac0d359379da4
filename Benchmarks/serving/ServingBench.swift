import Domain
import Glibc
import HTTPServer
import LearnAPI
import Logging
import Models
import Prediction
import Telemetry

/// `serving-bench echo SOCKET` is bare NIO HTTP/1 that sends the body back; `serving-bench predict SOCKET [columns] [classes]` is our server
/// with a linear model `bench` of that shape. Both on one event loop, so that they can be compared.
@main
enum ServingBench {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count >= 3 else { return usage() }
        switch words[1] {
        case "echo": try await EchoServer.run(path: words[2])
        case "predict":
            let columns = words.count > 3 ? Int(words[3]) ?? 64 : 64
            let classes = words.count > 4 ? Int(words[4]) ?? 10 : 10
            try await predict(path: words[2], LinearPredictor(columns: columns, classes: classes))
        default: usage()
        }
    }

    private static func usage() {
        let text = "usage: serving-bench echo SOCKET | predict SOCKET [columns] [classes]\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
        exit(2)
    }

    private static func predict(path: String, _ predictor: LinearPredictor) async throws {
        let host = ModelHost()
        host.swap(try ModelName("bench"), to: VersionNumber(1), predictor: predictor)
        let settings = ServerSettings(predict: Endpoint(path: path), admin: Endpoint(path: path + ".admin"), eventLoopThreads: 1)
        let server = HTTPService(
            settings: settings,
            release: "bench",
            host: host,
            operations: NoOperations(),
            events: NoOperations(),
            metrics: MetricsRegistry(),
            logger: Logger(label: "bench")
        )
        try await server.run()
    }
}

import FoundationEssentials
import Glibc

/// A daemon's folder, removed with the test that made it. Its path is short: a socket's path may have 107 bytes.
final class StateFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/learnd-e2e-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder: \(String(cString: strerror(errno)))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What is only read must be writable to be removed.
        for name in names("bases") { chmod("\(state)/bases/\(name)", 0o755) }
        try? FileManager.default.removeItem(atPath: path)
    }

    var state: String { path + "/state" }
    var sockets: String { state + "/run" }
    var predictSocket: String { sockets + "/predict.sock" }
    var adminSocket: String { sockets + "/admin.sock" }
    var log: String { path + "/learnd.log" }
    var database: String { state + "/learnd.sqlite" }

    /// A file of the test's, outside the inbox.
    func file(_ name: String, _ content: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(content.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Writes the daemon's settings.
    func settings(_ text: String) throws {
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try Data((text + "\n").utf8).write(to: URL(filePath: "\(state)/learnd.yaml"))
    }

    /// The names in a folder of the state; none if it is not there.
    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(state)/\(folder)")) ?? []).sorted()
    }

    func text(_ file: String) throws -> String { try String(contentsOfFile: "\(state)/\(file)", encoding: .utf8) }
}

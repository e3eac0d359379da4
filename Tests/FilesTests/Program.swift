import FoundationEssentials
import Glibc

/// A program of the system, run to its end.
enum Program {
    static func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, out: String) {
        let place = FileManager.default.temporaryDirectory.path + "/learnd-program-\(UUID().uuidString)"
        defer { unlink(place) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, place, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, path, &actions, nil, &words, environ) == 0 else { throw CocoaError(.fileNoSuchFile) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        return (status, String(decoding: try Data(contentsOf: URL(filePath: place)), as: UTF8.self))
    }
}

import FoundationEssentials
import Glibc

/// The built `learnctl`, run as a process of its own.
struct LearnctlProcess {
    struct Ending {
        var status: Int32
        var out: String
        var error: String
    }

    /// `learnctl`, in the folder that `LEARND_BIN` names, else beside the tests.
    static let path: String = {
        let given = getenv("LEARND_BIN").map { String(cString: $0) + "/" }
        let running = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let candidates = [given, running].compactMap(\.self).map { path in
            String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/learnctl"
        }
        return candidates.first(where: { access($0, X_OK) == 0 }) ?? ".build/release/learnctl"
    }()

    /// The process, run to its end with nothing on standard input.
    ///
    /// - Parameters:
    ///   - folder: Of a test: holds the two outputs.
    ///   - prefix: A program, and its arguments, that starts learnctl.
    static func run(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        prefix: [String] = [],
        program: String = path
    ) throws -> Ending {
        let words = prefix + [program] + arguments
        let (out, error) = (folder + "/out", folder + "/error")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid = pid_t()
        let problem = posix_spawn(&pid, words[0], &actions, nil, argv, envp)
        precondition(problem == 0, "cannot start '\(words[0])': \(String(cString: strerror(problem)))")
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return Ending(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
            out: try String(contentsOfFile: out, encoding: .utf8),
            error: try String(contentsOfFile: error, encoding: .utf8)
        )
    }
}

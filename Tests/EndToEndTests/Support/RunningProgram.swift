import Glibc
import Synchronization

/// A process of another program, whose output goes to files.
final class RunningProgram: Sendable {
    enum Ending: Hashable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let ending = Mutex<Ending?>(nil)
    private let waiters = Mutex<[CheckedContinuation<Ending, Never>]>([])

    /// - Parameters:
    ///   - output: A file for standard output, made again.
    ///   - errors: A file for standard error, appended to.
    init(_ words: [String], environment: [String: String], output: String, errors: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var number = pid_t()
        let problem = posix_spawn(&number, words[0], &actions, nil, argv, envp)
        guard problem == 0 else { throw TestFailure("cannot start '\(words[0])': \(String(cString: strerror(problem)))") }
        let pid = number
        self.pid = pid
        // waitpid(2) blocks: on a thread of its own, not on the pool that the tests share.
        OwnThread.start { [self] in
            let how = Self.wait(for: pid)
            end(with: how)
            Self.reap(pid)
        }
    }

    /// Nil while it runs.
    var hasEnded: Ending? { ending.withLock { $0 } }

    /// Returns once the process is gone.
    func end() async -> Ending {
        await withCheckedContinuation { continuation in
            let known = ending.withLock { ending in
                if ending == nil { waiters.withLock { $0.append(continuation) } }
                return ending
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func send(_ signal: Int32) {
        // Not after its end: the number may be another's by then.
        ending.withLock { if $0 == nil { _ = kill(pid, signal) } }
    }

    private func end(with how: Ending) {
        let waiting = ending.withLock { ending in
            ending = how
            return waiters.withLock { $0 }
        }
        for waiter in waiting { waiter.resume(returning: how) }
    }

    /// Leaves a zombie, so that its number is no other process's before `ending` says that it is gone.
    private static func wait(for pid: pid_t) -> Ending {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        let status = information._sifields._sigchld.si_status
        return information.si_code == CLD_EXITED ? .code(status) : .signal(status)
    }

    private static func reap(_ pid: pid_t) {
        while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
    }
}

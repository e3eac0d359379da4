import CLinux
import Glibc

/// One run of this same program with another verb (`train`, `judge`): started, listened to, waited for.
///
/// The child's standard input is a pipe whose other end only the daemon holds: when the daemon is gone, however, the child reads its end and
/// leaves (PDEATHSIG follows the thread that spawned, which is not the daemon's life). Everything blocks: call it on a thread of its own.
package struct ChildProcess {
    package let executable: String
    package let arguments: [String]
    /// No line for this long and the child counts as hung.
    package let silenceLimit: Duration

    package init(executable: String, arguments: [String], silenceLimit: Duration) {
        self.executable = executable
        self.arguments = arguments
        self.silenceLimit = silenceLimit
    }

    /// Runs the child to its end.
    ///
    /// - Parameters:
    ///   - stop: Readable when the child shall be stopped; its descriptor is only polled.
    ///   - grace: Asked when it shall be stopped: how long it has after a SIGTERM to keep its work, before it is killed; nil: no time.
    ///   - onLine: Each line of standard output, as it comes, on this thread.
    package func run(stop: Int32, grace: () -> Duration? = { nil }, onLine: (String) -> Void) -> ChildEnding {
        let oomKillsBefore = OutOfMemoryKills.count()
        let pipes: Pipes
        do {
            pipes = try Pipes()
        } catch {
            return ChildEnding(cause: .notStarted(error.description), lastWords: "")
        }
        var pid: pid_t = 0
        let failure = spawn(&pid, pipes)
        pipes.closeChildEnds()
        defer { pipes.closeOwnEnds() }
        guard failure == 0 else {
            return ChildEnding(cause: .notStarted("\(executable): \(String(cString: strerror(failure)))"), lastWords: "")
        }
        var words: [UInt8] = []
        func hear(_ line: String) -> Bool {
            onLine(line)
            return true
        }
        let verdict = listen(to: pipes, stop: stop, within: silenceLimit, words: &words, hear)
        if verdict == .stopped, let grace = grace() {
            kill(pid, SIGTERM)
            _ = listen(to: pipes, stop: -1, within: grace, words: &words, hear)
        }
        if verdict != .ended { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return ending(verdict, status, silenceLimit, oomKillsBefore, words)
    }

    /// How a child ended that has been waited for.
    ///
    /// - Parameters:
    ///   - status: As `waitpid` told it.
    ///   - words: What it said on standard error.
    func ending(_ verdict: Verdict, _ status: Int32, _ silenceLimit: Duration, _ oomKillsBefore: Int, _ words: [UInt8]) -> ChildEnding {
        let cause: ChildEnding.Cause =
            switch verdict {
            case .stopped: .stopped
            case .silent: .hung(after: silenceLimit)
            case .ended:
                if status & 0x7f == 0 {
                    .exited(code: status >> 8 & 0xff)
                } else if status & 0x7f == SIGKILL, OutOfMemoryKills.count() > oomKillsBefore {
                    .outOfMemory
                } else if Self.wasRefusedMemory(words) {
                    .outOfMemory
                } else {
                    .signalled(status & 0x7f)
                }
            }
        return ChildEnding(cause: cause, lastWords: Self.tail(words))
    }

    func spawn(_ pid: inout pid_t, _ pipes: Pipes) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes.input.read, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes.output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes.errors.write, 2)
        // NIO's connections are not closed on exec. A client whose connection a child has too would wait for its end until the child's.
        learnd_close_from(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that Ctrl-C at a terminal reaches the daemon alone; signals as in a fresh process.
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        // Under the program's own name, however it is found.
        var words = (["learnd"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var surroundings = Self.environment().map { strdup($0) } + [nil]
        defer { for entry in surroundings { free(entry) } }
        return posix_spawn(&pid, executable, &actions, &attributes, words, &surroundings)
    }

    /// What a program of ours needs of this process's, since the rest may be secret. Without Swift's backtraces: one takes seconds, in which a child that crashed looks as if it hung, and its lines of
    /// addresses would be the last words that a person reads.
    private static let passedOn = [
        "LEARND_", "PATH=", "TMPDIR=", "TZ=", "LD_LIBRARY_PATH=", "LLVM_PROFILE_FILE=", "ASAN_OPTIONS=", "TSAN_OPTIONS=",
    ]

    private static func environment() -> [String] {
        var entries = ["SWIFT_BACKTRACE=enable=no"]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if passedOn.contains(where: text.hasPrefix) { entries.append(text) }
            place += 1
        }
        return entries
    }

    enum Verdict { case ended, stopped, silent }

    /// Hears a child until it ends, is silent for too long, is to be stopped, or has said enough.
    ///
    /// - Parameters:
    ///   - limit: The longest silence.
    ///   - words: The last of what it says on standard error is added.
    ///   - onLine: False: no more is listened to for now.
    func listen(to pipes: Pipes, stop: Int32, within limit: Duration, words: inout [UInt8], _ onLine: (String) -> Bool) -> Verdict {
        var lines = LineSplitter()
        var outputOpen = true
        var errorsOpen = true
        var isEnough = false
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let clock = ContinuousClock()
        var heard = clock.now
        while outputOpen || errorsOpen {
            var waited = [
                pollfd(fd: outputOpen ? pipes.output.read : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorsOpen ? pipes.errors.read : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let left = limit - (clock.now - heard)
            guard left > .zero else { return .silent }
            let ready = poll(&waited, nfds_t(waited.count), Int32(min(left / .milliseconds(1), 3_600_000)) + 1)
            if ready <= 0 { continue }
            if waited[2].revents != 0 { return .stopped }
            if waited[0].revents != 0 {
                let count = read(pipes.output.read, &chunk, chunk.count)
                outputOpen = count > 0
                if count > 0 {
                    heard = clock.now
                    lines.append(chunk[..<count]) { isEnough = !onLine($0) || isEnough }
                    if isEnough { return .ended }
                }
            }
            if waited[1].revents != 0 {
                let count = read(pipes.errors.read, &chunk, chunk.count)
                errorsOpen = count > 0
                if count > 0 {
                    words.append(contentsOf: chunk[..<count])
                    if words.count > 65_536 { words.removeFirst(words.count - 32_768) }
                }
            }
        }
        return .ended
    }

    /// What Swift's runtime says on standard error of memory that its own bound refused, before it ends the process.
    private static func wasRefusedMemory(_ words: [UInt8]) -> Bool {
        String(decoding: words, as: UTF8.self).contains("failed to allocate")
    }

    /// The last of what was said on standard error, as one short text, without the addresses that follow a crash.
    private static func tail(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").prefix { !$0.hasPrefix("Current stack trace") }
        return String(lines.suffix(6).joined(separator: " | ").suffix(2_000))
    }
}

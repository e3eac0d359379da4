import Glibc

/// A child that stays and answers, line for line. Everything blocks: use it on one thread.
final class ConversingChild {
    private let process: ChildProcess
    private let pipes: Pipes
    private var pid: pid_t
    private let oomKillsBefore: Int
    /// What it has said on standard error, the last of it.
    private var words: [UInt8] = []

    /// - Throws: `Refusal` where there are no pipes. A program that cannot be started is told by the first `ask`.
    init(executable: String, arguments: [String]) throws {
        process = ChildProcess(executable: executable, arguments: arguments, silenceLimit: .zero)
        pipes = try Pipes()
        oomKillsBefore = OutOfMemoryKills.count()
        pid = 0
        startFailure = process.spawn(&pid, pipes)
        pipes.closeChildEnds()
    }

    private let startFailure: Int32

    deinit { pipes.closeOwnEnds() }

    /// Sends a line and hears what comes until it is answered.
    ///
    /// - Parameters:
    ///   - isAnswer: Called with each line; true ends it.
    /// - Returns: Nil where it has answered; else how the child ended: it is not to be used again.
    func ask(_ line: String, silenceLimit: Duration, stop: Int32, isAnswer: (String) -> Bool) -> ChildEnding? {
        guard startFailure == 0 else {
            return ChildEnding(cause: .notStarted("\(process.executable): \(String(cString: strerror(startFailure)))"))
        }
        // Short enough for a pipe, so it never waits; a child that is gone is noticed by what is heard of it.
        _ = write(pipes.input.write, line + "\n", line.utf8.count + 1)
        var isAnswered = false
        let verdict = process.listen(to: pipes, stop: stop, within: silenceLimit, words: &words) { line in
            isAnswered = isAnswered || isAnswer(line)
            return !isAnswered
        }
        if isAnswered { return nil }
        if verdict != .ended { kill(pid, SIGKILL) }
        return process.ending(verdict, reap(), silenceLimit, oomKillsBefore, words)
    }

    /// Ends it: between two requests it has nothing to keep.
    func end() {
        guard pid > 0 else { return }
        kill(pid, SIGKILL)
        _ = reap()
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        pid = 0
        return status
    }
}

import Glibc
import Pipeline
import Testing

/// Real children: /bin/sh in the trainer's place.
@Suite("Child process")
struct ChildProcessTests {
    private func run(
        _ script: String,
        silence: Duration = .seconds(20),
        stop: StopSwitch? = nil,
        onLine: (String) -> Void = { _ in }
    ) throws -> ChildEnding {
        let stop = try stop ?? StopSwitch()
        return ChildProcess(executable: "/bin/sh", arguments: ["-c", script], silenceLimit: silence).run(
            stop: stop.descriptor,
            onLine: onLine
        )
    }

    @Test("hands over each line as it was written, the last one's end or not")
    func lines() throws {
        var lines: [String] = []
        let ending = try run("echo one; printf 'two\\nthree\\n'; exit 0") { lines.append($0) }
        #expect(ending.cause == .exited(code: 0) && !ending.isOwnFailure)
        #expect(lines == ["one", "two", "three"])
    }

    @Test("tells how a child ended by itself, with its last words")
    func failures() throws {
        let ending = try run("echo 'no such row' >&2; exit 3")
        #expect(ending.cause == .exited(code: 3) && ending.isOwnFailure)
        #expect("\(ending)" == "it ended with code 3: no such row")
        #expect(!ending.isCertain)
        let refused = try run("echo 'no such layer' >&2; exit 2")
        #expect(refused.isOwnFailure && refused.isCertain)
        #expect("\(refused)" == "no such layer")
        let crashed = try run("kill -SEGV $$")
        #expect(crashed.cause == .signalled(SIGSEGV) && crashed.isOwnFailure)
    }

    @Test("does not count a SIGKILL from outside against the job")
    func killed() throws {
        let ending = try run("kill -KILL $$")
        #expect(ending.cause == .signalled(SIGKILL) && !ending.isOwnFailure)
    }

    @Test("stops a child of which nothing is heard")
    func silent() throws {
        let ending = try run("exec sleep 60", silence: .milliseconds(200))
        #expect(ending.cause == .hung(after: .milliseconds(200)) && ending.isOwnFailure)
    }

    @Test("stops a child when told to, and a stale job's switch serves the next job")
    func stopped() throws {
        let stop = try StopSwitch()
        let ending = try run("echo begun; exec sleep 60", stop: stop) { _ in stop.stop(.stale) }
        #expect(ending.cause == .stopped && !ending.isOwnFailure)
        #expect(stop.takeReason() == .stale)
        #expect(stop.takeReason() == nil)
        #expect(try run("exit 0", stop: stop).cause == .exited(code: 0))
        stop.stop(.shutdown)
        #expect(try run("exec sleep 60", stop: stop).cause == .stopped)
        #expect(stop.takeReason() == .shutdown && stop.takeReason() == .shutdown)
    }

    @Test("lets a child keep its work where there is time for it: what it says then is heard, and one that stays is killed")
    func grace() throws {
        func end(_ script: String, within grace: Duration) throws -> (ending: ChildEnding, lines: [String]) {
            let stop = try StopSwitch()
            var lines: [String] = []
            let child = ChildProcess(executable: "/bin/sh", arguments: ["-c", script], silenceLimit: .seconds(20))
            let ending = child.run(stop: stop.descriptor, grace: { stop.keepsWork ? grace : nil }) { line in
                lines.append(line)
                if line == "begun" { stop.stop(.shutdown) }
            }
            return (ending, lines)
        }
        let kept = try end("trap 'echo kept; exit 76' TERM; echo begun; while :; do sleep 0.05; done", within: .seconds(20))
        #expect(kept.ending.cause == .stopped && kept.lines == ["begun", "kept"])
        let stubborn = try end("trap '' TERM; echo begun; exec sleep 60", within: .milliseconds(300))
        #expect(stubborn.ending.cause == .stopped && stubborn.lines == ["begun"])
        let alone = try run("exit \(ChildEnding.keptItsWork)")
        #expect(!alone.isOwnFailure && "\(alone)" == "it was asked to stop and kept its work")
    }

    @Test("has none of the daemon's open files but its three pipes: clients would wait for the end of their connections until its own")
    func openFiles() throws {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        #expect(descriptor > 2)
        #expect(try run("test -e /proc/self/fd/0 && test ! -e /proc/self/fd/\(descriptor)").cause == .exited(code: 0))
    }

    @Test("says so where there is nothing to start")
    func nothingToStart() throws {
        let ending = ChildProcess(executable: "/nowhere/learnd", arguments: [], silenceLimit: .seconds(1)).run(
            stop: try StopSwitch().descriptor
        ) { _ in }
        #expect("\(ending)" == "it could not be started: /nowhere/learnd: No such file or directory")
    }
}

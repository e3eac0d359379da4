import CLinux
import Domain
import Glibc

/// The three pipes between the daemon and a child. Every end is close-on-exec: only what is dup'ed onto 0, 1 and 2 reaches the child.
struct Pipes {
    struct Ends {
        var read: Int32
        var write: Int32
    }

    let input: Ends
    let output: Ends
    let errors: Ends

    init() throws(Refusal) {
        input = try Self.make()
        output = try Self.make()
        errors = try Self.make()
    }

    func closeChildEnds() {
        for end in [input.read, output.write, errors.write] { close(end) }
    }

    func closeOwnEnds() {
        for end in [input.write, output.read, errors.read] { close(end) }
    }

    static func make() throws(Refusal) -> Ends {
        var ends: [Int32] = [0, 0]
        guard learnd_pipe(&ends) == 0 else {
            throw Refusal(
                .unavailable,
                what: "no pipe to a child process: \(String(cString: strerror(errno)))",
                fix: "raise the limit of open files"
            )
        }
        return Ends(read: ends[0], write: ends[1])
    }
}

import Glibc

/// How a child came to its end.
public struct ChildEnding: Hashable, Sendable {
    /// Why a child ended, as far as its parent can tell.
    public enum Cause: Hashable, Sendable {
        case exited(code: Int32)
        /// Killed by a signal that was not ours.
        case signalled(Int32)
        /// The kernel killed it, or its own memory bound did.
        case outOfMemory
        /// Nothing was heard for so long that it was stopped.
        case hung(after: Duration)
        /// Stopped because the daemon wanted so.
        case stopped
        case notStarted(String)
    }

    /// The exit code of a child that would come to the same end again: its job's rows or settings are at fault.
    package static let certainFailure: Int32 = 2

    /// The exit code of a child that found a file of its job's folder damaged.
    package static let damagedFolder: Int32 = 74

    /// The exit code of a trainer that was asked to stop and has kept its work.
    package static let keptItsWork: Int32 = 76

    /// Decides whether the job is tried again, and whether it counts against it.
    public var cause: Cause
    /// The end of what it said on standard error.
    public var lastWords: String

    /// - Parameter lastWords: The end of its standard error; empty where it said nothing.
    public init(cause: Cause, lastWords: String = "") {
        self.cause = cause
        self.lastWords = lastWords
    }

    /// Whether this counts against the job: the child ended by itself, or was stopped for hanging or for its memory. A SIGKILL or SIGTERM from
    /// outside and the daemon's own wish do not.
    package var isOwnFailure: Bool {
        switch cause {
        case .exited(let code): code != 0 && code != Self.keptItsWork
        case .signalled(let signal): signal != 9
        case .outOfMemory, .hung, .notStarted: true
        case .stopped: false
        }
    }

    /// Whether trying again would be in vain.
    package var isCertain: Bool { cause == .exited(code: Self.certainFailure) }

    /// Whether the job's folder is not what was written: neither the job nor its files are at fault.
    package var isDamagedFolder: Bool { cause == .exited(code: Self.damagedFolder) }

    /// Whether it broke down in the middle, as a program does that is refused memory under its bound.
    package var isCrash: Bool {
        guard case .signalled(let signal) = cause else { return false }
        return [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV].contains(signal)
    }
}

extension ChildEnding: CustomStringConvertible {
    /// Completes a sentence on the child: `it was killed by signal 9: …`; its own words alone where they say all.
    public var description: String {
        let words = lastWords.isEmpty ? "" : ": \(lastWords)"
        return switch cause {
        case .exited(Self.certainFailure) where !lastWords.isEmpty, .exited(Self.damagedFolder) where !lastWords.isEmpty: lastWords
        case .exited(Self.keptItsWork): "it was asked to stop and kept its work"
        case .exited(let code): "it ended with code \(code)\(words)"
        case .signalled(let signal): "it was killed by signal \(signal)\(words)"
        case .outOfMemory: "it ran out of memory\(words)"
        case .hung(let limit): "nothing was heard of it for \(limit)\(words)"
        case .stopped: "it was stopped"
        case .notStarted(let why): "it could not be started: \(why)"
        }
    }
}

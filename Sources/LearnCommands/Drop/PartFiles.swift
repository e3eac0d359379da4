import Glibc
import Synchronization

/// Copies in the inbox that have no name yet, so that a command that is ended leaves none behind.
public final class PartFiles: Sendable {
    private struct State {
        var files: Set<String> = []
        var folders: Set<String> = []
        var named = 0
        var isEnding = false
    }

    private let state = Mutex(State())

    /// No copies yet.
    public init() {}

    /// Opens a new file for writing; -1 with errno where it cannot, or where the command is being ended.
    func open(_ path: String) -> Int32 {
        state.withLock { state in
            guard !state.isEnding else {
                errno = EINTR
                return -1
            }
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o660)
            if descriptor >= 0 { state.files.insert(path) }
            return descriptor
        }
    }

    /// A folder that was made for such a file: it goes with it if it is empty then.
    func made(_ folder: String) { state.withLock { _ = $0.folders.insert(folder) } }

    /// It has its name now.
    func named(_ path: String) {
        state.withLock { state in
            state.files.remove(path)
            state.named += 1
        }
    }

    func remove(_ path: String) {
        unlink(path)
        state.withLock { _ = $0.files.remove(path) }
    }

    /// Removes what is there, and has no more made.
    ///
    /// - Returns: What was dropped all the same, in a sentence: the daemon has the copies that had their names already, or will.
    package func end() -> String {
        let named = state.withLock { state in
            state.isEnding = true
            for file in state.files { unlink(file) }
            for folder in state.folders { rmdir(folder) }
            return state.named
        }
        return named == 0 ? "nothing was dropped" : "\(Amounts.count(named, "file")) dropped already; see 'learnctl batches'"
    }
}

import CLinux
import Glibc

/// A POSIX thread: joined or detached by its owner, once.
public struct WorkerThread: Sendable {
    private let thread: pthread_t

    /// - Parameter name: At most 15 bytes, as `top -H` shows it.
    public init(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, run: body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                _ = learnd_set_thread_name(start.name)
                start.run()
                return nil
            },
            start.toOpaque()
        )
        precondition(failure == 0, "no thread '\(name)': \(String(cString: strerror(failure)))")
        self.thread = thread
    }

    /// Blocks until the thread has ended.
    public func join() {
        pthread_join(thread, nil)
    }

    /// Leaves the thread to itself: it frees what it holds when it ends.
    public func detach() {
        pthread_detach(thread)
    }

    private final class Start: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}

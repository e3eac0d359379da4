import CLinux
import Glibc

/// A detached POSIX thread.
enum Thread {
    /// - Parameter name: At most 15 bytes, as `top -H` shows it.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                _ = learnd_set_thread_name(body.name)
                body.run()
                return nil
            }, box.toOpaque())
        precondition(failure == 0, "no thread '\(name)': \(String(cString: strerror(failure)))")
        pthread_detach(thread)
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}

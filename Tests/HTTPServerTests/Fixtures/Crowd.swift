import Glibc
import Synchronization

/// Some threads that do the same until each is done.
final class Crowd: Sendable {
    private let threads: [pthread_t]
    private let failures: Failures

    private final class Failures: Sendable {
        let all = Mutex<[any Error]>([])
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    init(of count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
        let failures = Failures()
        self.failures = failures
        threads = (0..<count).map { number in
            let box = Unmanaged.passRetained(
                Body {
                    do {
                        try body(number)
                    } catch {
                        failures.all.withLock { $0.append(error) }
                    }
                }
            )
            var thread = pthread_t()
            let failure = pthread_create(
                &thread,
                nil,
                { argument in
                    Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
                    return nil
                },
                box.toOpaque()
            )
            precondition(failure == 0)
            return thread
        }
    }

    /// Waits for all.
    ///
    /// - Throws: The first failure.
    func join() throws {
        for thread in threads { pthread_join(thread, nil) }
        if let first = failures.all.withLock(\.first) { throw first }
    }
}

import Glibc

/// Runs blocking work away from the cooperative pool, on which the server under test needs its turn.
enum OwnThread {
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let box = Unmanaged.passRetained(Body { continuation.resume(with: Swift.Result(catching: body)) })
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
            pthread_detach(thread)
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// Waiting for what nobody reports: looked at again and again, never longer than a bound.
enum Patience {
    @discardableResult
    static func wait<Result>(
        for what: String,
        atMost bound: Duration = .seconds(180),
        _ look: () async throws -> Result?
    ) async throws -> Result {
        let end = ContinuousClock.now + bound
        while ContinuousClock.now < end {
            if let result = try await look() { return result }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("waited \(bound) in vain for \(what)")
    }
}

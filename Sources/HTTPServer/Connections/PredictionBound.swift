/// How long a prediction may take somewhere, in what can be told before it is made.
struct PredictionBound: Sendable {
    /// Of the body, which has to be read.
    var bytes: Int
    /// Of the forward pass.
    var nanoseconds: Double
    /// Of all images, which have to be decoded.
    var pixels: Int

    /// On an event loop: a thread hop costs 20 to 57 µs, and everybody there waits. About ten images of 28×28.
    static let quick = PredictionBound(bytes: 32 << 10, nanoseconds: 100_000, pixels: 8_192)
    /// About two milliseconds.
    static let short = PredictionBound(bytes: 256 << 10, nanoseconds: 1_000_000, pixels: 160_000)
    /// About forty: a text of two hundred words is done in its turn, as it would not be beside threads of others.
    static let medium = PredictionBound(bytes: 4 << 20, nanoseconds: 40_000_000, pixels: 3_000_000)
    static let any = PredictionBound(bytes: .max, nanoseconds: .infinity, pixels: .max)
}

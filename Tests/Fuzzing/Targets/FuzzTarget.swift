/// One reader, parser or decoder that is given any bytes: it may refuse them, but not crash, hang, take memory without end, or break what the
/// target says of its results.
public struct FuzzTarget: Sendable {
    /// What a target finds besides crashes; the caller knows the bytes.
    public struct Finding: Error, CustomStringConvertible {
        /// What the target says of its results and was not so.
        public let description: String
    }

    /// Takes one input, whose bytes are gone when it returns. Whatever it throws is a finding: refusals are caught within.
    public typealias Run = (UnsafeRawBufferPointer) throws -> Void

    /// As `LEARND_FUZZ_TARGET` and the folder of its corpus spell it.
    public let name: String
    /// Longer inputs find no more, and take longer.
    public let mostBytes: Int
    /// Makes what takes the inputs one after another, on the thread that made it.
    public let make: @Sendable () -> Run

    init(_ name: String, mostBytes: Int = 4096, _ make: @escaping @Sendable () -> Run) {
        self.name = name
        self.mostBytes = mostBytes
        self.make = make
    }

    /// Every target; a new one has its place in one of these lists.
    public static let all: [FuzzTarget] =
        values + requests + tables + images + texts + stored + kernels

    /// - Throws: `Finding` unless `condition` holds.
    static func check(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Finding(description: what()) }
    }
}

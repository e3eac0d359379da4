/// A path as the kernel has it: bytes, which need not be UTF-8. People drop files of any name.
public struct RawPath: Hashable, Sendable, CustomStringConvertible {
    /// Without the closing zero.
    public let bytes: [UInt8]

    /// The text's UTF-8 bytes, as they are: nothing is normalized, and `~` is not expanded.
    public init(_ text: String) { bytes = Array(text.utf8) }
    package init(bytes: [UInt8]) { self.bytes = bytes }

    package func appending(_ name: [UInt8]) -> RawPath { RawPath(bytes: bytes + [UInt8(ascii: "/")] + name) }
    package func appending(_ name: String) -> RawPath { appending(Array(name.utf8)) }

    /// For people: what is not UTF-8 is replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Calls `body` with the path as C wants it.
    package func withCString<Result, Failure: Error>(_ body: (UnsafePointer<CChar>) throws(Failure) -> Result) throws(Failure) -> Result {
        var closed = bytes.map { CChar(bitPattern: $0) }
        closed.append(0)
        return try body(closed)
    }

    /// What follows the last slash.
    package var lastName: [UInt8] { Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]) }
    /// What stands before the last slash; the path itself where there is none.
    package var folder: RawPath { RawPath(bytes: Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex)])) }
}

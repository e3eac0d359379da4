/// A path as the kernel has it: bytes, which need not be UTF-8. People drop files of any name.
public struct RawPath: Hashable, Sendable, CustomStringConvertible {
    /// Without the closing zero.
    public let bytes: [UInt8]

    public init(_ text: String) { bytes = Array(text.utf8) }
    init(bytes: [UInt8]) { self.bytes = bytes }

    func appending(_ name: [UInt8]) -> RawPath { RawPath(bytes: bytes + [UInt8(ascii: "/")] + name) }
    func appending(_ name: String) -> RawPath { appending(Array(name.utf8)) }

    /// For people: what is not UTF-8 is replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Calls `body` with the path as C wants it.
    func withCString<Result, Failure: Error>(_ body: (UnsafePointer<CChar>) throws(Failure) -> Result) throws(Failure) -> Result {
        var closed = bytes.map { CChar(bitPattern: $0) }
        closed.append(0)
        return try body(closed)
    }
}

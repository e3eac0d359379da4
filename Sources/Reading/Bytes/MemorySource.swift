import Archives
import Domain

/// Bytes that lie in memory.
final class MemorySource: ByteSource {
    private let owner: AnyObject
    private var bytes: UnsafeBufferPointer<UInt8>

    /// - Parameter owner: Keeps the bytes as long as this lives.
    init(_ bytes: UnsafeBufferPointer<UInt8>, of owner: AnyObject) {
        self.owner = owner
        self.bytes = bytes
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        let count = min(buffer.count, bytes.count)
        guard count > 0 else { return 0 }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
        bytes = UnsafeBufferPointer(rebasing: bytes[count...])
        return count
    }
}

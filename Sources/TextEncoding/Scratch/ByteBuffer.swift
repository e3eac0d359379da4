/// Bytes that grow and are used again, followed by some that may be read but mean nothing: words are compared eight bytes at a time.
final class ByteBuffer {
    /// How many bytes behind the last may be read, and are at hand to be written.
    static let slack = 64

    private(set) var start: UnsafeMutablePointer<UInt8>
    /// How many hold something.
    var count = 0
    private var capacity: Int

    init() {
        capacity = 1024
        start = .allocate(capacity: capacity)
        start.initialize(repeating: 0, count: capacity)
    }

    deinit { start.deallocate() }

    /// Makes place for `needed` bytes in all and the slack; what is held stays.
    func reserve(_ needed: Int) {
        guard needed + ByteBuffer.slack > capacity else { return }
        let more = max(needed + ByteBuffer.slack, capacity * 2)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: more)
        grown.initialize(repeating: 0, count: more)
        grown.update(from: start, count: count)
        start.deallocate()
        (start, capacity) = (grown, more)
    }

    /// A text with U+FFFD for what is broken in it, in place of what was held.
    func read(_ text: UnsafeBufferPointer<UInt8>) {
        count = 0
        guard let base = text.baseAddress, text.count > 0 else { return }
        reserve(text.count)
        var done = 0
        while done < text.count {
            let first = base[done]
            if first < 0x80 {
                // ASCII goes over in eights.
                var end = done + 1
                while end + 8 <= text.count, UnsafeRawPointer(base + end).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                    end += 8
                }
                while end < text.count, base[end] < 0x80 { end += 1 }
                (start + count).update(from: base + done, count: end - done)
                count += end - done
                done = end
                continue
            }
            let length = UTF8Text.examine(base + done, text.count - done)
            if length > 0 {
                for i in 0..<length { start[count + i] = base[done + i] }
                count += length
                done += length
            } else {
                reserve(count + 3 + text.count - done)
                count += UTF8Text.encode(0xFFFD, to: start + count)
                done -= length
            }
        }
    }
}

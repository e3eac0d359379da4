import CZlib
import Domain

/// zlib's decompressor over a source of compressed bytes.
package final class InflateStream {
    /// What a step came to.
    package enum Step {
        case more
        /// The compressed data is whole.
        case ended
        /// There is neither input nor anything held back: it is cut short.
        case starved
        /// With zlib's words, where it has some.
        case damaged(String?)
    }

    private let packed: any ByteSource
    private let name: String
    /// Fixed in memory: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    package private(set) var inputEnded = false

    /// - Parameter windowBits: As zlib's `inflateInit2` has them: negative without a frame, 16 more for gzip's.
    package init(_ packed: any ByteSource, windowBits: Int32, name: String) throws(Refusal) {
        self.packed = packed
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 128 << 10, alignment: 16)
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Refusal(.failed, what: "zlib does not start", at: name)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Where decompressed bytes go; at most 4 GiB at a time.
    package func setOutput(_ buffer: UnsafeMutableRawBufferPointer) {
        stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: buffer.count)
    }

    /// Bytes that the output still has room for.
    package var room: Int { Int(stream.pointee.avail_out) }
    /// Compressed bytes at hand.
    package var available: Int { Int(stream.pointee.avail_in) }
    /// The next of them.
    package var next: UInt8 { stream.pointee.next_in.pointee }

    package func skip() {
        stream.pointee.next_in += 1
        stream.pointee.avail_in -= 1
    }

    /// Reads more where nothing is at hand.
    package func fill() throws(Refusal) {
        guard available == 0, !inputEnded else { return }
        let count = try packed.read(into: input)
        inputEnded = count == 0
        stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    package func step() throws(Refusal) -> Step {
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_OK: return .more
        case Z_BUF_ERROR: return inputEnded ? .starved : .more
        case Z_STREAM_END: return .ended
        case Z_MEM_ERROR: throw Refusal(.unavailable, what: "zlib has no memory", at: name)
        default: return .damaged(stream.pointee.msg.map { String(cString: $0) })
        }
    }

    /// Begins anew, with the input at hand.
    package func reset() { inflateReset(stream) }
}

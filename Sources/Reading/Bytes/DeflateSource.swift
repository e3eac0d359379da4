import CZlib
import Domain

/// The content of a raw deflate stream (RFC 1951).
final class DeflateSource: ByteSource {
    private let packed: any ByteSource
    private let name: String
    /// Fixed in memory: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var inputEnded = false
    private var hasEnded = false

    init(_ packed: any ByteSource, name: String) throws(Refusal) {
        self.packed = packed
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 128 << 10, alignment: 16)
        // Negative: no frame around it.
        guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Refusal(.failed, what: "zlib does not start", at: name)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: buffer.count)
        let room = Int(stream.pointee.avail_out)
        while !hasEnded, Int(stream.pointee.avail_out) == room {
            if stream.pointee.avail_in == 0, !inputEnded {
                let count = try packed.read(into: input)
                inputEnded = count == 0
                stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK: continue
            case Z_BUF_ERROR where !inputEnded: continue
            case Z_STREAM_END: hasEnded = true
            case Z_MEM_ERROR: throw Refusal(.unavailable, what: "zlib has no memory", at: name)
            default:
                throw Refusal(.invalid, what: "its compressed data is damaged or cut short", at: name, fix: "write the file anew")
            }
        }
        return room - Int(stream.pointee.avail_out)
    }
}

import CZlib
import Domain

/// The content of a gzip file (RFC 1952), of one member or several.
final class GzipSource: ByteSource {
    private let packed: any ByteSource
    private let name: String
    /// Fixed in memory: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var inputEnded = false
    /// Between two members.
    private var memberEnded = false

    init(_ packed: any ByteSource, name: String) throws(Refusal) {
        self.packed = packed
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 128 << 10, alignment: 16)
        // 15 bits of window; +16: gzip's frame and nothing else.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
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
        while Int(stream.pointee.avail_out) == room {
            try fill()
            if memberEnded {
                guard try beginMember() else { return 0 }
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK: continue
            // No progress: there was neither input nor anything held back.
            case Z_BUF_ERROR where inputEnded: throw refusal("it ends in the middle of its compressed data")
            case Z_BUF_ERROR: continue
            case Z_STREAM_END: memberEnded = true
            case Z_MEM_ERROR: throw Refusal(.unavailable, what: "zlib has no memory", at: name)
            default: throw refusal("its compressed data is damaged\(stream.pointee.msg.map { " (\(String(cString: $0)))" } ?? "")")
            }
        }
        return room - Int(stream.pointee.avail_out)
    }

    private func fill() throws(Refusal) {
        guard stream.pointee.avail_in == 0, !inputEnded else { return }
        let count = try packed.read(into: input)
        inputEnded = count == 0
        stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    /// Passes over zeros, with which some writers fill blocks; false at the end.
    private func beginMember() throws(Refusal) -> Bool {
        while true {
            while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
                stream.pointee.next_in += 1
                stream.pointee.avail_in -= 1
            }
            if stream.pointee.avail_in > 0 { break }
            if inputEnded { return false }
            try fill()
        }
        guard stream.pointee.next_in.pointee == 0x1F else { throw refusal("something else follows its compressed data") }
        memberEnded = false
        inflateReset(stream)
        return true
    }

    private func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "check it with 'gzip -t' and drop it again")
    }
}

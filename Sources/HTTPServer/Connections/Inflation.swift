import CZlib
import Domain
import NIOCore

/// A compressed body, to be made into what it was.
struct Inflation: Sendable {
    let body: ByteBuffer
    let coding: ContentCoding
    /// More bytes than this are refused: a small body may stand for any number of them.
    let limit: Int

    private static let pieceBytes = 64 << 10

    /// - Parameter most: Give up after so many bytes.
    /// - Returns: Nil where it gave up.
    /// - Throws: `Refusal`; `.tooLarge` for more than `limit`.
    func run(atMost most: Int = .max) throws(Refusal) -> ByteBuffer? {
        var stream = z_stream()
        // 15 is the largest window; 16 more asks for gzip's frame in place of zlib's.
        guard inflateInit2_(&stream, coding == .gzip ? 31 : 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Refusal(.unavailable, what: "there is no memory to decompress the body in", fix: "try again")
        }
        defer { inflateEnd(&stream) }
        do {
            return try body.withUnsafeReadableBytes { try run(&stream, $0, most) }
        } catch {
            throw Refusal(error)
        }
    }

    private func run(_ stream: inout z_stream, _ bytes: UnsafeRawBufferPointer, _ most: Int) throws -> ByteBuffer? {
        var out = ByteBufferAllocator().buffer(capacity: min(limit, most, max(Self.pieceBytes, 4 * bytes.count)))
        // zlib's interface is older than const; it only reads.
        stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(bytes.count)
        while true {
            let status = Self.inflatePiece(&stream, into: &out)
            if out.readableBytes > limit { throw tooLarge }
            switch status {
            case Z_STREAM_END:
                // A gzip file may have several members, one after another.
                guard stream.avail_in > 0 else { return out }
                guard coding == .gzip, inflateReset(&stream) == Z_OK else { throw damaged("something follows its end") }
            case Z_OK where stream.avail_in > 0 || stream.avail_out == 0:
                if out.readableBytes > most { return nil }
            case Z_OK, Z_BUF_ERROR: throw damaged("it ends early")
            default: throw damaged(stream.msg.map { String(cString: $0) } ?? "zlib's error \(status)")
            }
        }
    }

    private static func inflatePiece(_ stream: inout z_stream, into out: inout ByteBuffer) -> Int32 {
        var status = Z_OK
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: pieceBytes) { room in
            stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(pieceBytes)
            status = inflate(&stream, Z_NO_FLUSH)
            return pieceBytes - Int(stream.avail_out)
        }
        return status
    }

    private var tooLarge: Refusal {
        Refusal(
            .tooLarge,
            what: "the body has more than \(limit) bytes when it is decompressed, and \(limit) are taken",
            fix: "send less at once, or raise server.body_bytes"
        )
    }

    private func damaged(_ how: String) -> Refusal {
        Refusal(
            .invalid,
            what: "the body cannot be decompressed as \(coding == .gzip ? "gzip" : "deflate"), which Content-Encoding says: \(how)",
            fix: "compress the whole body once, or leave Content-Encoding out"
        )
    }
}

import CZlib

/// Writes zip archives as Python does.
package enum SampleZip {
    /// - Parameter checksum: Nil: the right one.
    package static func archive(
        _ members: [(name: String, content: [UInt8])],
        deflated: Bool = true,
        checksum: UInt32? = nil,
        claims: Int? = nil
    )
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in members {
            let packed = deflated ? raw(content) : content
            let sum = checksum ?? UInt32(crc32_z(0, content, content.count))
            let common =
                little(deflated ? 8 : 0, 2) + little(0, 4) + little(Int(sum), 4) + little(packed.count, 4)
                + little(claims ?? content.count, 4) + little(name.utf8.count, 2) + little(0, 2)
            directory +=
                [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + little(0, 2) + common + little(0, 10) + little(bytes.count, 4)
                + Array(name.utf8)
            bytes += [0x50, 0x4B, 3, 4] + little(20, 2) + little(0, 2) + common + Array(name.utf8) + packed
        }
        let end =
            [0x50, 0x4B, 5, 6] + little(0, 4) + little(members.count, 2) + little(members.count, 2) + little(directory.count, 4)
            + little(bytes.count, 4) + little(0, 2)
        return bytes + directory + end
    }

    /// A little-endian number.
    package static func little(_ number: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> (8 * $0) : 0) }
    }

    private static func raw(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        precondition(
            deflateInit2_(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        )
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1024)
        input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
            }
        }
        return Array(output.prefix(Int(stream.total_out)))
    }
}

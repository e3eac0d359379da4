/// A damaged PNG file with checksums that fit again, so that the damage comes past them.
enum PNGChecksums {
    static func mended(_ file: [UInt8]) -> [UInt8] {
        var file = file
        var place = 8
        // Length, type, content, checksum of type and content (PNG, 5.3).
        while place + 12 <= file.count {
            let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = place + 8 + length
            guard end + 4 <= file.count else { break }
            let checksum = crc32(file[place + 4..<end])
            for byte in 0..<4 { file[end + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(byte))) }
            place = end + 4
        }
        return file
    }

    /// CRC-32 as in PNG, annex D.
    private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0 as UInt32) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
    }
}

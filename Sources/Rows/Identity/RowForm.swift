/// The canonical bytes of typed values: what identities are hashed from and row sets are written in.
///
/// ```
/// missing   00
/// number    01 + 8 bytes: the bits of the Double, little-endian, −0 as 0
/// boolean   02 + 00 or 01
/// category  03 + 4 bytes: the length, little-endian, + UTF-8
/// image     04 + its pixels, as many as the schema says
/// ```
/// No value's bytes begin another's, so different rows of one schema never have the same bytes.
package enum RowForm {
    package static let missing: UInt8 = 0
    package static let number: UInt8 = 1
    package static let boolean: UInt8 = 2
    package static let category: UInt8 = 3
    package static let image: UInt8 = 4

    /// A value's bytes that `number` writes.
    package static let numberWidth = 9

    /// The bits of a number that is not missing, with one form of zero.
    package static func bits(_ number: Double) -> UInt64 {
        number == 0 ? 0 : number.bitPattern
    }

    /// Writes a number or the mark of a missing one; returns how many bytes.
    @inline(__always)
    package static func write(_ value: Double, to index: UnsafeMutableRawPointer) -> Int {
        if value.isNaN {
            index.storeBytes(of: missing, as: UInt8.self)
            return 1
        }
        index.storeBytes(of: number, as: UInt8.self)
        (index + 1).storeBytes(of: bits(value).littleEndian, as: UInt64.self)
        return numberWidth
    }

    /// A category's bytes, mark and length included.
    package static func bytes(ofCategory text: String) -> [UInt8] {
        let length = UInt32(text.utf8.count)
        return [category] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(text.utf8)
    }
}

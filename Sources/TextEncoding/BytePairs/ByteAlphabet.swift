/// How byte-level models write bytes in their vocabularies: printable ones of Latin-1 as themselves, all others as characters from U+0100 on.
///
/// Source: GPT-2's encoder.py, `bytes_to_unicode`.
enum ByteAlphabet {
    /// For each byte its character in UTF-8.
    static let letters: [[UInt8]] = {
        var others: UInt32 = 0x100
        return (UInt32(0)..<256).map { byte in
            var point = byte
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: break
            default:
                point = others
                others += 1
            }
            return Array(UTF8.encode(Unicode.Scalar(point)!)!)
        }
    }()
}

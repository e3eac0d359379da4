/// Whether bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing over U+10FFFF.
enum UTF8Check {
    static func isValid(_ span: ByteSpan) -> Bool {
        let bytes = span.base
        let count = span.count
        var index = 0
        while index < count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var least: UInt8 = 0x80
            var most: UInt8 = 0xbf
            switch byte {
            case 0xc2...0xdf: length = 2
            case 0xe0...0xef:
                length = 3
                if byte == 0xe0 { least = 0xa0 }
                if byte == 0xed { most = 0x9f }
            case 0xf0...0xf4:
                length = 4
                if byte == 0xf0 { least = 0x90 }
                if byte == 0xf4 { most = 0x8f }
            default: return false
            }
            guard index + length <= count, bytes[index + 1] >= least, bytes[index + 1] <= most else { return false }
            for next in 2..<max(2, length) where bytes[index + next] & 0xc0 != 0x80 { return false }
            index += length
        }
        return true
    }
}

import Rows

/// JSON values as bytes.
enum JSONText {
    /// `text` where it is a number as JSON writes them, to the letter; nil otherwise.
    static func number(_ text: String) -> [UInt8]? {
        let bytes = Array(text.trimmingSpaces.utf8)
        let isNumber = bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            var end = 0
            return NumberScanner.json(start, &end, bytes.count) != nil && end == bytes.count
        }
        return isNumber ? bytes : nil
    }

    /// In quotes, with what must be escaped escaped.
    static func string(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return bytes
    }

    /// An object of names and values that are JSON already, in their order.
    static func object(_ members: [(name: String, value: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += string(member.name)
            bytes.append(UInt8(ascii: ":"))
            bytes += member.value
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    var trimmingSpaces: String {
        func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}

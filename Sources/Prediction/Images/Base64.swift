/// Base64 (RFC 4648) in either alphabet, the common one or the one for URLs; padding may be left out, and line breaks are passed over.
package enum Base64 {
    /// What each byte stands for, 0…63; 64 for line breaks, 65 for padding, 255 for what is no base64.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (index, byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(byte)] = UInt8(index)
        }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        values[0x0A] = 64
        values[0x0D] = 64
        values[Int(UInt8(ascii: "="))] = 65
        return values
    }()

    package enum Outcome {
        case bytes([UInt8])
        /// The first byte that should not be there, or the text's end where it ends within a byte.
        case fault(at: Int)
    }

    package static func decode(_ text: ByteSpan) -> Outcome {
        var fault: Int?
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { target, count in
            fault = values.withUnsafeBufferPointer { decode(text, $0, to: target, &count) }
        }
        return fault.map { .fault(at: $0) } ?? .bytes(bytes)
    }

    private static func decode(
        _ text: ByteSpan,
        _ values: UnsafeBufferPointer<UInt8>,
        to target: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Int? {
        var bits: UInt32 = 0
        var digits = 0
        var padding = 0
        for index in 0..<text.count {
            let value = values[Int(text.base[index])]
            if value < 64 {
                guard padding == 0 else { return index }
                bits = bits << 6 | UInt32(value)
                digits += 1
                if digits == 4 {
                    target[count] = UInt8(truncatingIfNeeded: bits >> 16)
                    target[count + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                    target[count + 2] = UInt8(truncatingIfNeeded: bits)
                    count += 3
                    digits = 0
                }
            } else if value == 65 {
                padding += 1
                guard digits + padding <= 4, digits >= 2 else { return index }
            } else if value != 64 {
                return index
            }
        }
        // Two digits are a byte, three are two; one is none, and padding fills four or is left out.
        guard digits != 1, padding == 0 || digits + padding == 4 else { return text.count }
        if digits >= 2 {
            target[count] = UInt8(truncatingIfNeeded: bits >> (digits == 2 ? 4 : 10))
            count += 1
        }
        if digits == 3 {
            target[count] = UInt8(truncatingIfNeeded: bits >> 2)
            count += 1
        }
        return nil
    }
}

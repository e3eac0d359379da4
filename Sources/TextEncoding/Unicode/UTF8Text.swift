/// UTF-8 read and written a code point at a time.
enum UTF8Text {
    /// The code point at `bytes`, and how long it is.
    ///
    /// - Precondition: The bytes are well-formed from there on.
    @inline(__always)
    static func decode(_ bytes: UnsafePointer<UInt8>) -> (point: UInt32, length: Int) {
        let first = UInt32(bytes[0])
        if first < 0x80 { return (first, 1) }
        let second = UInt32(bytes[1] & 0x3F)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = UInt32(bytes[2] & 0x3F)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[3] & 0x3F), 4)
    }

    /// Writes `point` to `bytes`, of which there are at least four; returns how many were written.
    @inline(__always)
    static func encode(_ point: UInt32, to bytes: UnsafeMutablePointer<UInt8>) -> Int {
        if point < 0x80 {
            bytes[0] = UInt8(truncatingIfNeeded: point)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: 0x80 | point & 0x3F)
        if point < 0x800 {
            bytes[0] = UInt8(truncatingIfNeeded: 0xC0 | point >> 6)
            bytes[1] = last
            return 2
        }
        let middle = UInt8(truncatingIfNeeded: 0x80 | point >> 6 & 0x3F)
        if point < 0x1_0000 {
            bytes[0] = UInt8(truncatingIfNeeded: 0xE0 | point >> 12)
            bytes[1] = middle
            bytes[2] = last
            return 3
        }
        bytes[0] = UInt8(truncatingIfNeeded: 0xF0 | point >> 18)
        bytes[1] = UInt8(truncatingIfNeeded: 0x80 | point >> 12 & 0x3F)
        bytes[2] = middle
        bytes[3] = last
        return 4
    }

    /// Whether the byte goes on with a character that began before it.
    @inline(__always)
    static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// How many characters well-formed bytes are.
    static func characters(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 + (continues(bytes[$1]) ? 0 : 1) }
    }

    /// What stands at `bytes`, which are `count`: the length of a well-formed character, or less than nothing for a broken one, by as many bytes
    /// as one U+FFFD stands for (Unicode 15, section 3.9, "substitution of maximal subparts", as Python does it).
    static func examine(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        let first = bytes[0]
        if first < 0x80 { return 1 }
        // What the second byte may be depends on the first; all others are 80…BF.
        let (length, low, high): (Int, UInt8, UInt8) =
            switch first {
            case 0xC2...0xDF: (2, 0x80, 0xBF)
            case 0xE0: (3, 0xA0, 0xBF)
            case 0xED: (3, 0x80, 0x9F)
            case 0xE1...0xEF: (3, 0x80, 0xBF)
            case 0xF0: (4, 0x90, 0xBF)
            case 0xF1...0xF3: (4, 0x80, 0xBF)
            case 0xF4: (4, 0x80, 0x8F)
            default: (1, 0, 0)
            }
        if length == 1 || count < 2 || bytes[1] < low || bytes[1] > high { return -1 }
        for i in 2..<max(length, 2) where i >= count || !continues(bytes[i]) { return -i }
        return length
    }

    /// Whether all of it is well-formed.
    static func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var i = 0
        while i < bytes.count {
            if i + 8 <= bytes.count, UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                i += 8
                continue
            }
            let length = examine(base + i, bytes.count - i)
            if length < 0 { return false }
            i += length
        }
        return true
    }
}

/// A place in a JSON text, moved from value to value without reading them.
struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    var place: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

    /// The next byte that is not white space; nil at the end.
    mutating func token() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            place += 1
        }
        return nil
    }

    /// Passes over the next token if it is this one.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard token() == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    /// Passes over the next value, whatever it holds.
    ///
    /// - Parameter isWhole: The bytes end where the text ends: a number may end there too.
    /// - Returns: Where it stands; nil if it does not end in the bytes, or if there is none.
    mutating func skip(isWhole: Bool = true) -> Range<Int>? {
        guard let first = token() else { return nil }
        let start = place
        switch first {
        case UInt8(ascii: "\""):
            guard passText() else { return nil }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard passNested() else { return nil }
        default:
            while place < bytes.count, !Self.endsBare(bytes[place]) { place += 1 }
            guard place > start, place < bytes.count || isWhole else { return nil }
        }
        return start..<place
    }

    @inline(__always)
    static func endsBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    /// From an opening quote to behind the closing one.
    private mutating func passText() -> Bool {
        place += 1
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                return true
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
        }
        return false
    }

    /// From an opening bracket to behind the one that closes it.
    private mutating func passNested() -> Bool {
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard passText() else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            place += 1
            if depth == 0 { return true }
        }
        return false
    }
}

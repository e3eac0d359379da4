/// Goes through bytes and finds whether they are JSON.
struct JSONCheck {
    static let deepest = 64

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at = 0
    /// What is wrong at `at`.
    private(set) var fault = ""

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether the bytes are one value and white space.
    mutating func whole() -> Bool {
        skipSpace()
        guard value(depth: 0) else { return false }
        skipSpace()
        return at == bytes.count || fails("more after the value's end")
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func fails(_ what: String) -> Bool {
        fault = what
        return false
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < JSONCheck.deepest else { return fails("nested more than \(JSONCheck.deepest) deep") }
        switch next {
        case UInt8(ascii: "{"): return list(until: UInt8(ascii: "}"), depth: depth, named: true)
        case UInt8(ascii: "["): return list(until: UInt8(ascii: "]"), depth: depth, named: false)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        case nil: return fails("it ends where a value is due")
        default: return number()
        }
    }

    private mutating func list(until end: UInt8, depth: Int, named: Bool) -> Bool {
        at += 1
        skipSpace()
        if take(end) { return true }
        while true {
            if named {
                guard next == UInt8(ascii: "\"") else { return fails("no name where one is due") }
                guard string() else { return false }
                skipSpace()
                guard take(UInt8(ascii: ":")) else { return fails("no ':' after a name") }
                skipSpace()
            }
            guard value(depth: depth + 1) else { return false }
            skipSpace()
            if take(end) { return true }
            guard take(UInt8(ascii: ",")) else { return fails("neither ',' nor an end after a value") }
            skipSpace()
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard bytes.count - at >= word.count, bytes[at..<at + word.count].elementsEqual(word) else { return fails("an unknown word") }
            at += word.count
            return true
        }
    }

    private mutating func digits() -> Bool {
        let start = at
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        return at > start
    }

    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), !digits() { return fails("no value where one is due") }
        if take(UInt8(ascii: ".")), !digits() { return fails("a number without digits after its point") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { return fails("a number without digits in its exponent") }
        }
        return true
    }

    private mutating func string() -> Bool {
        at += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return true
            case UInt8(ascii: "\\"):
                guard escape() else { return fails("a bad escape in a string") }
            case 0..<0x20: return fails("a control character in a string")
            default: at += 1
            }
        }
        return fails("a string without an end")
    }

    private mutating func escape() -> Bool {
        guard let (_, length) = JSONEscape.read(bytes, at: at) else { return false }
        at += length
        return true
    }
}

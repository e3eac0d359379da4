import Domain
import Rows

/// Reads JSON (RFC 8259) from a request's bytes, value by value, without building anything.
///
/// As strict as the RFC: one value, no comments, no leading zeros, no bare control characters, valid UTF-8, surrogates in pairs. Lists and
/// objects may be nested 512 deep. A byte order mark is skipped.
package struct JSONScanner {
    private let bytes: UnsafePointer<UInt8>
    private let end: Int
    private let unescaped: UnescapedText
    package private(set) var position = 0
    private var depth = 0

    static let deepest = 512

    /// - Parameter bytes: Outlives the scanner.
    package init(_ bytes: UnsafeRawBufferPointer, unescaped: UnescapedText) {
        self.end = bytes.count
        self.bytes = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(unescaped.start)
        self.unescaped = unescaped
        if end >= 3, self.bytes[0] == 0xef, self.bytes[1] == 0xbb, self.bytes[2] == 0xbf { position = 3 }
    }

    /// The next byte that is no white space, left unread; 0 at the end (a NUL is never valid there either).
    @inline(__always)
    package mutating func peek() -> UInt8 {
        while position < end {
            let byte = bytes[position]
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return byte }
            position += 1
        }
        return 0
    }

    /// Reads `byte` if it comes next.
    @inline(__always)
    package mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(truncatingIfNeeded: byte.value), position < end else { return false }
        position += 1
        return true
    }

    package mutating func expect(_ byte: Unicode.Scalar) throws(Refusal) {
        guard take(byte) else { throw unexpected("'\(byte)'") }
    }

    /// - Throws: Unless nothing but white space is left.
    package mutating func expectEnd() throws(Refusal) {
        _ = peek()
        guard position == end else { throw unexpected("the end") }
    }

    /// Reads an object's members; `member` reads the value, or all else is lost.
    @inline(__always)
    package mutating func object(_ member: (inout JSONScanner, ByteSpan) throws(Refusal) -> Void) throws(Refusal) {
        try expect("{")
        try descend()
        defer { depth -= 1 }
        if take("}") { return }
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let name = try string()
            try expect(":")
            try member(&self, name)
        } while take(",")
        try expect("}")
    }

    /// Reads a list's elements; `element` reads one value.
    @inline(__always)
    package mutating func list(_ element: (inout JSONScanner) throws(Refusal) -> Void) throws(Refusal) {
        try expect("[")
        try descend()
        defer { depth -= 1 }
        if take("]") { return }
        repeat { try element(&self) } while take(",")
        try expect("]")
    }

    private mutating func descend() throws(Refusal) {
        depth += 1
        guard depth <= Self.deepest else { throw malformed("lists and objects are nested more than \(Self.deepest) deep") }
    }

    /// Reads `true`, `false` or `null`.
    package mutating func literal(_ text: StaticString) throws(Refusal) {
        let count = text.utf8CodeUnitCount
        guard position + count <= end, ByteSpan(base: bytes + position, count: count).equals(text) else { throw unexpected("a value") }
        position += count
    }

    /// Reads a text. The span lasts until the next text is read.
    package mutating func string() throws(Refusal) -> ByteSpan {
        try expect("\"")
        let start = position
        var high: UInt8 = 0
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let span = ByteSpan(base: bytes + start, count: position - start)
                guard high < 0x80 || UTF8Check.isValid(span) else { throw malformed("the text at byte \(start) is not UTF-8") }
                position += 1
                return span
            }
            if byte == UInt8(ascii: "\\") {
                position = start
                return try unescapedString()
            }
            guard byte >= 0x20 else { throw malformed("an unescaped control character (byte \(byte)) in a string at byte \(position)") }
            high |= byte
            position += 1
        }
        throw malformed("the body ends within a text")
    }

    private mutating func unescapedString() throws(Refusal) -> ByteSpan {
        let start = position
        unescaped.removeAll()
        while position < end {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                let span = unescaped.span
                guard UTF8Check.isValid(span) else { throw malformed("the text at byte \(start) is not UTF-8") }
                return span
            case UInt8(ascii: "\\"): try unescape()
            case 0..<0x20: throw malformed("an unescaped control character (byte \(byte)) in a string at byte \(position - 1)")
            default: unescaped.append(byte)
            }
        }
        throw malformed("the body ends within a text")
    }

    private mutating func unescape() throws(Refusal) {
        let scalar: Unicode.Scalar
        do throws(JSONEscape.Fault) {
            scalar = try JSONEscape.read(bytes, &position, end)
        } catch {
            switch error {
            case .cutShort: throw malformed("the body ends within a text")
            case .halfPair: throw malformed("unpaired surrogate before byte \(position)")
            case .noEscape(let byte): throw malformed("'\\\(Self.name(of: byte))' at byte \(position - 2) is no escape")
            case .noHexadecimalDigit(let byte): throw malformed("'\(Self.name(of: byte))' at byte \(position) is no hexadecimal digit")
            }
        }
        for byte in UTF8.encode(scalar)! { unescaped.append(byte) }
    }

    /// Reads a number to the nearest `Double`.
    ///
    /// - Throws: Where it is too large for one.
    @inline(__always)
    package mutating func number() throws(Refusal) -> Double {
        let start = position
        guard let number = NumberScanner.json(bytes, &position, end) else { throw unexpected("a number") }
        guard number.isFinite else {
            throw Refusal(
                .invalid,
                what: "the number \(ByteSpan(base: bytes + start, count: position - start).excerpt) is too large",
                at: "byte \(start)",
                fix: "write a number between -1.8e308 and 1.8e308"
            )
        }
        return number
    }

    /// Reads a number to the nearest `Double`; NaN where it is too large for one.
    @inline(__always)
    package mutating func finiteNumber() throws(Refusal) -> Double {
        guard let number = NumberScanner.json(bytes, &position, end) else { throw unexpected("a number") }
        return number.isFinite ? number : .nan
    }

    /// Reads a number, `true` or `false` as the text that it is.
    package mutating func token() throws(Refusal) -> ByteSpan {
        let start = position
        switch peek() {
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        default:
            guard NumberScanner.json(bytes, &position, end) != nil else { throw unexpected("a value") }
        }
        return text(from: start)
    }

    /// Reads any value and forgets it.
    package mutating func skip() throws(Refusal) {
        switch peek() {
        case UInt8(ascii: "{"): try object { scanner, _ throws(Refusal) in try scanner.skip() }
        case UInt8(ascii: "["): try list { scanner throws(Refusal) in try scanner.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default:
            guard peek() == UInt8(ascii: "-") || peek() &- UInt8(ascii: "0") < 10 else { throw unexpected("a value") }
            _ = try finiteNumber()
        }
    }

    /// The bytes from `start` up to here, for messages.
    package func text(from start: Int) -> ByteSpan {
        ByteSpan(base: bytes + start, count: position - start)
    }

    /// Goes on from `position`, where a value begins.
    package mutating func move(to position: Int) {
        precondition((0...end).contains(position), "byte \(position) of \(end)")
        self.position = position
    }

    package mutating func unexpected(_ wanted: String) -> Refusal {
        _ = peek()
        guard position < end else { return malformed("it ends where \(wanted) should stand") }
        return malformed("'\(Self.name(of: bytes[position]))' at byte \(position) where \(wanted) is expected")
    }

    package func malformed(_ what: String) -> Refusal {
        Refusal(.invalid, what: "the body is not JSON: \(what)", fix: "send JSON as RFC 8259 has it, in UTF-8")
    }

    private static func name(of byte: UInt8) -> String {
        (0x20..<0x7f).contains(byte) ? String(Unicode.Scalar(byte)) : "byte 0x" + String(byte, radix: 16)
    }
}

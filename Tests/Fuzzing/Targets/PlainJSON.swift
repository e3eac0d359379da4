/// JSON as RFC 8259 has it, read the plain way: what the scanners are held against.
indirect enum PlainJSON {
    case null
    case truth(Bool)
    /// As it is written.
    case number([UInt8])
    case text(String)
    case list([PlainJSON])
    /// With its members in their order, of whatever names.
    case object([(name: String, value: PlainJSON)])

    static let deepest = 512

    /// Nil where the bytes are no JSON, or nested deeper than `deepest`.
    init?(_ bytes: [UInt8]) {
        var parser = Parser(rest: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
        guard let value = parser.value(depth: 0) else { return nil }
        parser.skipBlanks()
        guard parser.rest.isEmpty else { return nil }
        self = value
    }

    private struct Parser {
        var rest: ArraySlice<UInt8>

        mutating func skipBlanks() { rest = rest.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) } }

        private mutating func take(_ text: StaticString) -> Bool {
            let isThere = text.withUTF8Buffer { rest.starts(with: $0) }
            if isThere { rest.removeFirst(text.utf8CodeUnitCount) }
            return isThere
        }

        mutating func value(depth: Int) -> PlainJSON? {
            skipBlanks()
            if take("null") { return .null }
            if take("true") { return .truth(true) }
            if take("false") { return .truth(false) }
            switch rest.first {
            case UInt8(ascii: "\""): return text().map { .text($0) }
            case UInt8(ascii: "["): return depth < deepest ? list(depth: depth + 1) : nil
            case UInt8(ascii: "{"): return depth < deepest ? object(depth: depth + 1) : nil
            default:
                guard let (_, count) = PlainNumber.json(Array(rest)) else { return nil }
                defer { rest.removeFirst(count) }
                return .number(Array(rest.prefix(count)))
            }
        }

        private mutating func list(depth: Int) -> PlainJSON? {
            var elements: [PlainJSON] = []
            rest.removeFirst()
            skipBlanks()
            if take("]") { return .list([]) }
            repeat {
                guard let element = value(depth: depth) else { return nil }
                elements.append(element)
                skipBlanks()
            } while take(",")
            return take("]") ? .list(elements) : nil
        }

        private mutating func object(depth: Int) -> PlainJSON? {
            var members: [(name: String, value: PlainJSON)] = []
            rest.removeFirst()
            skipBlanks()
            if take("}") { return .object([]) }
            repeat {
                skipBlanks()
                guard let name = text() else { return nil }
                skipBlanks()
                guard take(":"), let value = value(depth: depth) else { return nil }
                members.append((name, value))
                skipBlanks()
            } while take(",")
            return take("}") ? .object(members) : nil
        }

        private mutating func text() -> String? {
            guard take("\"") else { return nil }
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escaped() else { return nil }
                    bytes += Array(String(scalar).utf8)
                case 0..<0x20: return nil
                default: bytes.append(byte)
                }
            }
            return nil
        }

        private mutating func escaped() -> Unicode.Scalar? {
            switch rest.popFirst() {
            case UInt8(ascii: "\""): return "\""
            case UInt8(ascii: "\\"): return "\\"
            case UInt8(ascii: "/"): return "/"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"):
                guard let first = unit() else { return nil }
                guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
                guard take("\\u"), let second = unit(), (0xDC00..<0xE000).contains(second) else { return nil }
                return Unicode.Scalar(0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00))
            default: return nil
            }
        }

        private mutating func unit() -> UInt32? {
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
            rest.removeFirst(4)
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }
}

import Domain

/// Reads JSON (RFC 8259) from its first byte to its last, without a tree: who reads takes what it knows and skips the rest, so that nothing is
/// allocated but what was asked for.
struct JSONScanner {
    /// Of lists and objects within each other.
    private static let mostDepth = 64

    let bytes: [UInt8]
    /// The file, for messages.
    let name: String
    /// Of the next byte.
    var index = 0
    private var depth = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// - Parameter member: Reads or skips the value of this key.
    mutating func object(_ member: (inout JSONScanner, String) throws(Refusal) -> Void) throws(Refusal) {
        try list(from: "{", to: "}") { scanner throws(Refusal) in
            let key = try scanner.string()
            try scanner.take(":")
            try member(&scanner, key)
        }
    }

    /// - Parameter element: Reads or skips one.
    mutating func array(_ element: (inout JSONScanner) throws(Refusal) -> Void) throws(Refusal) {
        try list(from: "[", to: "]", element)
    }

    /// Passes over a value of any kind.
    mutating func skip() throws(Refusal) {
        switch try next() {
        case UInt8(ascii: "{"): try object { scanner, _ throws(Refusal) in try scanner.skip() }
        case UInt8(ascii: "["): try array { scanner throws(Refusal) in try scanner.skip() }
        default: _ = try scalar()
        }
    }

    /// A value that is no list or object.
    mutating func scalar() throws(Refusal) -> JSONScalar {
        switch try next() {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default:
            for (word, value) in [("true", JSONScalar.bool(true)), ("false", .bool(false)), ("null", .null)]
            where bytes[index...].starts(with: word.utf8) {
                index += word.utf8.count
                return value
            }
            throw fault("no value begins")
        }
    }

    /// A whole number.
    ///
    /// - Parameter what: Of whom, for the message.
    mutating func whole(_ what: String) throws(Refusal) -> Int {
        guard case .number(let text) = try scalar(), let number = Int(text) else {
            throw fault("\(what) is to be a whole number of at most 64 bits")
        }
        return number
    }

    /// Makes sure that nothing but white space is left.
    mutating func end() throws(Refusal) {
        skipSpace()
        guard index == bytes.count else { throw fault("something follows the end") }
    }

    func fault(_ what: String) -> Refusal {
        Refusal(.invalid, what: "\(what.printable) (byte \(index))", at: name, fix: "fetch the file again; it is to be JSON")
    }
}

extension JSONScanner {
    private mutating func list(
        from first: Unicode.Scalar,
        to last: Unicode.Scalar,
        _ element: (inout JSONScanner) throws(Refusal) -> Void
    ) throws(Refusal) {
        try take(first)
        depth += 1
        guard depth <= Self.mostDepth else { throw fault("lists lie within each other more than \(Self.mostDepth) deep") }
        defer { depth -= 1 }
        if try next() == UInt8(ascii: last) {
            index += 1
            return
        }
        while true {
            try element(&self)
            let byte = try next()
            index += 1
            if byte == UInt8(ascii: last) { return }
            guard byte == UInt8(ascii: ",") else {
                index -= 1
                throw fault("a ',' or '\(last)' is missing")
            }
        }
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09 {
            index += 1
        }
    }

    /// The byte that the next token begins with.
    private mutating func next() throws(Refusal) -> UInt8 {
        skipSpace()
        guard index < bytes.count else { throw fault("it ends early") }
        return bytes[index]
    }

    /// Takes a sign that has to come, white space before it or not.
    mutating func take(_ sign: Unicode.Scalar) throws(Refusal) {
        guard try next() == UInt8(ascii: sign) else { throw fault("a '\(sign)' is missing") }
        index += 1
    }

    private mutating func digits() throws(Refusal) {
        let first = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        guard index > first else { throw fault("a digit is missing") }
    }

    /// Takes one of these signs, where it comes at once.
    mutating func has(_ signs: Unicode.Scalar...) -> Bool {
        guard index < bytes.count, signs.contains(where: { UInt8(ascii: $0) == bytes[index] }) else { return false }
        index += 1
        return true
    }

    private mutating func number() throws(Refusal) -> String {
        let first = index
        _ = has("-")
        if !has("0") { try digits() }
        if has(".") { try digits() }
        if has("e", "E") {
            _ = has("-", "+")
            try digits()
        }
        return String(decoding: bytes[first..<index], as: UTF8.self)
    }
}

/// A value of JSON that is no list or object; a number as it is written.
enum JSONScalar: Hashable, Sendable {
    case text(String)
    case number(String)
    case bool(Bool)
    case null
}

extension JSONScanner {
    /// Whether a list or an object comes next.
    var isNested: Bool {
        var copy = self
        guard let byte = try? copy.next() else { return false }
        return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }
}

import Rows

/// Reads one flat JSON object (RFC 8259) member by member, strictly; besides, Python's `NaN` and `Infinity`.
///
/// Cells point into the line; only texts with escapes are copied.
struct JSONObjectParser {
    private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var place = 0
    /// Texts whose escapes are resolved: never more bytes than the line has, so nothing moves while a line is read.
    private var resolved = Storage()
    private var resolvedCount = 0

    private final class Storage {
        private(set) var bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)

        func hold(_ count: Int) {
            guard bytes.count < count else { return }
            bytes.deallocate()
            bytes = .allocate(capacity: 2 * count)
        }

        deinit { bytes.deallocate() }
    }

    mutating func begin(_ line: UnsafeBufferPointer<UInt8>) {
        bytes = line
        place = 0
        resolvedCount = 0
        resolved.hold(line.count)
    }

    /// Every member of the line's object.
    ///
    /// - Parameter take: What is to be done with a name and its value; answers a fault or nil.
    /// - Returns: What is wrong with the line; nil if nothing is.
    mutating func members(_ take: (Cell, Cell) -> String?) -> String? {
        guard token() == UInt8(ascii: "{") else { return "the line is no JSON object" }
        place += 1
        if token() == UInt8(ascii: "}") {
            place += 1
            return atEnd()
        }
        while true {
            guard token() == UInt8(ascii: "\"") else { return "a name in quotes is expected at byte \(place + 1)" }
            let key: Cell
            switch text() {
            case .success(let cell): key = cell
            case .failure(let fault): return fault.reason
            }
            guard token() == UInt8(ascii: ":") else { return "a colon is expected at byte \(place + 1)" }
            place += 1
            switch value(under: key) {
            case .success(let cell):
                if let fault = take(key, cell) { return fault }
            case .failure(let fault): return fault.reason
            }
            switch token() {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"):
                place += 1
                return atEnd()
            case nil: return "the line ends inside the object"
            default: return "a comma or the end of the object is expected at byte \(place + 1)"
            }
        }
    }

    private struct Fault: Error {
        var reason: String
    }

    /// The next byte that is not white space; nil at the end.
    private mutating func token() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return byte }
            place += 1
        }
        return nil
    }

    private mutating func atEnd() -> String? {
        token() == nil ? nil : "something follows the object at byte \(place + 1)"
    }

    private mutating func value(under key: Cell) -> Result<Cell, Fault> {
        switch token() {
        case UInt8(ascii: "\""):
            return text().map { cell in
                var cell = cell
                cell.isText = true
                return cell
            }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let name = String(decoding: key.bytes, as: UTF8.self)
            return .failure(Fault(reason: "column '\(name)' holds a list or an object; only numbers, texts, booleans and null are read"))
        case nil: return .failure(Fault(reason: "the line ends inside the object"))
        default: return bare(under: key)
        }
    }

    /// A number, `true`, `false`, `null`, `NaN`, `Infinity`.
    private mutating func bare(under key: Cell) -> Result<Cell, Fault> {
        let first = place
        while place < bytes.count, !Self.endsBare(bytes[place]) { place += 1 }
        let word = UnsafeBufferPointer(rebasing: bytes[first..<place])
        let cell = word.count > 0 ? Cell(start: word.baseAddress!, count: word.count) : .absent
        if Self.isNumber(word) || ["true", "false", "NaN", "Infinity", "-Infinity"].contains(where: { word.equals($0) }) {
            return .success(cell)
        }
        // Present and missing: not `absent`, so that a second value under the name is noticed.
        if word.equals("null") { return .success(Cell(start: word.baseAddress!, count: 0)) }
        let name = String(decoding: key.bytes, as: UTF8.self)
        let shown = String(decoding: word.prefix(40), as: UTF8.self)
        return .failure(Fault(reason: "column '\(name)' holds '\(shown)', which is no JSON value"))
    }

    private static func endsBare(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    /// RFC 8259, section 6: no sign before a positive number, no leading zeros, digits on both sides of the point.
    private static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        func digits() -> Int {
            let first = place
            while place < word.count, word[place] &- UInt8(ascii: "0") < 10 { place += 1 }
            return place - first
        }
        if place < word.count, word[place] == UInt8(ascii: "-") { place += 1 }
        let leading = place
        let whole = digits()
        guard whole == 1 || whole > 1 && word[leading] != UInt8(ascii: "0") else { return false }
        if place < word.count, word[place] == UInt8(ascii: ".") {
            place += 1
            guard digits() > 0 else { return false }
        }
        if place < word.count, word[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < word.count, word[place] == UInt8(ascii: "+") || word[place] == UInt8(ascii: "-") { place += 1 }
            guard digits() > 0 else { return false }
        }
        return place == word.count
    }

    /// A text from its opening quote to behind its closing one.
    private mutating func text() -> Result<Cell, Fault> {
        place += 1
        let first = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let cell = Cell(start: bytes.baseAddress! + first, count: place - first)
                place += 1
                return .success(cell)
            case UInt8(ascii: "\\"): return resolving(from: first)
            case 0..<0x20: return .failure(Fault(reason: "a control character stands in a text at byte \(place + 1)"))
            default: place += 1
            }
        }
        return .failure(Fault(reason: "a text is never closed"))
    }

    private mutating func resolving(from first: Int) -> Result<Cell, Fault> {
        let target = resolvedCount
        for byte in bytes[first..<place] { append(byte) }
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                return .success(Cell(start: UnsafePointer(resolved.bytes.baseAddress!) + target, count: resolvedCount - target))
            case UInt8(ascii: "\\"):
                guard escape() else { return .failure(Fault(reason: "an escape is wrong at byte \(place)")) }
            case 0..<0x20: return .failure(Fault(reason: "a control character stands in a text at byte \(place)"))
            default: append(byte)
            }
        }
        return .failure(Fault(reason: "a text is never closed"))
    }

    private mutating func append(_ byte: UInt8) {
        resolved.bytes[resolvedCount] = byte
        resolvedCount += 1
    }

    /// What follows a backslash; false if it is no escape.
    private mutating func escape() -> Bool {
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(byte)
        case UInt8(ascii: "b"): append(0x08)
        case UInt8(ascii: "f"): append(0x0C)
        case UInt8(ascii: "n"): append(0x0A)
        case UInt8(ascii: "r"): append(0x0D)
        case UInt8(ascii: "t"): append(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = scalar() else { return false }
            for byte in UTF8.encode(scalar)! { append(byte) }
        default: return false
        }
        return true
    }

    /// Four hexadecimal digits, or twice four for a pair of surrogates.
    private mutating func scalar() -> Unicode.Scalar? {
        guard let first = hexadecimal() else { return nil }
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) }
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else { return nil }
        place += 2
        guard let second = hexadecimal(), second & 0xFC00 == 0xDC00 else { return nil }
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
    }

    private mutating func hexadecimal() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        place += 4
        return value
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func equals(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && (0..<count).allSatisfy { self[$0] == word.utf8Start[$0] }
    }
}

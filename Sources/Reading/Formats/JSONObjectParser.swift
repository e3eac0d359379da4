import Domain
import Rows

/// Reads one JSON object (RFC 8259) member by member, strictly; besides, Python's `NaN` and `Infinity`. The members of an object in it are told
/// under both names: `a.b`.
///
/// Cells point into the object; only texts with escapes are copied.
struct JSONObjectParser {
    private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private(set) var place = 0
    /// Texts whose escapes are resolved: never more bytes than the line has, so nothing moves while a line is read.
    private var resolved = Storage()
    private var resolvedCount = 0
    private var resolvedNUL = false
    /// The names of the objects around, each with a dot behind it.
    private var path: [UInt8] = []

    /// Some number without quotes had a fraction.
    private(set) var sawFraction = false

    /// Members that may hold lists and all else.
    var passed = PassedColumns()
    /// Those that were met with a list and that no setting leaves out.
    private(set) var passedOver: [String] = []
    /// Names that the settings leave out, and that some row has.
    private(set) var leftOut: Set<String> = []

    private static let deepest = 32

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

    /// Moves to a value; what was resolved before is void where `isNewRow`.
    mutating func move(to place: Int, isNewRow: Bool) {
        self.place = place
        if isNewRow { resolvedCount = 0 }
    }

    /// Every member of the object.
    ///
    /// - Parameter take: What is to be done with a name and its value; answers a fault or nil. The name is valid until it returns.
    /// - Returns: What is wrong with the object; nil if nothing is.
    mutating func members(_ take: (Cell, Cell) -> String?) -> String? {
        guard token() == UInt8(ascii: "{") else { return "the row is not a JSON object" }
        path.removeAll(keepingCapacity: true)
        if let fault = object(depth: 1, take) { return fault }
        return token() == nil ? nil : "something follows the object at byte \(place + 1)"
    }

    /// From an opening brace to behind the closing one.
    private mutating func object(depth: Int, _ take: (Cell, Cell) -> String?) -> String? {
        place += 1
        if token() == UInt8(ascii: "}") {
            place += 1
            return nil
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
            if let fault = member(key, depth, take) { return fault }
            switch token() {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"):
                place += 1
                return nil
            case nil: return "the line ends inside the object"
            default: return "a comma or the end of the object is expected at byte \(place + 1)"
            }
        }
    }

    private mutating func member(_ key: Cell, _ depth: Int, _ take: (Cell, Cell) -> String?) -> String? {
        let first = token()
        if first == UInt8(ascii: "[") && passed.contains(name(key)) || first == UInt8(ascii: "{") && passed.ignored.contains(name(key)) {
            var cursor = JSONCursor(bytes, at: place)
            guard cursor.skip() != nil else { return "the line ends inside the object" }
            place = cursor.place
            let name = name(key)
            if passed.ignored.contains(name) {
                leftOut.insert(name)
            } else if passedOver.count < 100, !passedOver.contains(name) {
                passedOver.append(name)
            }
            return nil
        }
        if first == UInt8(ascii: "{") {
            guard depth < Self.deepest else { return "column '\(name(key))' holds objects more than \(Self.deepest) deep" }
            let outer = path.count
            path += key.trimmed.bytes
            path.append(UInt8(ascii: "."))
            if let fault = object(depth: depth + 1, take) { return fault }
            path.removeLast(path.count - outer)
            return nil
        }
        switch value(under: key) {
        case .success(let cell):
            guard !path.isEmpty else { return take(key, cell) }
            return (path + key.trimmed.bytes).withUnsafeBufferPointer { take(Cell(start: $0.baseAddress!, count: $0.count), cell) }
        case .failure(let fault): return fault.reason
        }
    }

    /// A member's name as people know it, with those of the objects around.
    private func name(_ key: Cell) -> String { String(decoding: path + key.bytes, as: UTF8.self) }

    /// A text without its quotes, escapes resolved; nil if it is wrong.
    static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return CanonicalText.read(bytes) }
        var parser = JSONObjectParser()
        let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        return quoted.withUnsafeBufferPointer { quoted in
            parser.begin(quoted)
            guard case .success(let cell) = parser.text() else { return nil }
            return CanonicalText.read(cell.bytes)
        }
    }

    struct Fault: Error {
        var reason: String
    }

    /// The next byte that is not white space; nil at the end.
    mutating func token() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { return byte }
            place += 1
        }
        return nil
    }

    /// The value that begins at the next token.
    mutating func value(under key: Cell) -> Result<Cell, Fault> {
        switch token() {
        case UInt8(ascii: "\""):
            resolvedNUL = false
            return text().flatMap { cell in
                if resolvedNUL { return .failure(Fault(reason: "column '\(name(key))' holds a NUL byte")) }
                return .success(cell)
            }
        case UInt8(ascii: "["):
            return .failure(
                Fault(
                    reason:
                        "column '\(name(key))' holds a list; flatten it, e.g. with jq, or leave the column out (models.MODEL.columns: {\(name(key)): ignore})"
                )
            )
        case UInt8(ascii: "{"):
            return .failure(Fault(reason: "column '\(name(key))' holds an object; flatten it, e.g. with jq"))
        case nil: return .failure(Fault(reason: "the line ends inside the object"))
        default: return bare(under: key)
        }
    }

    /// A number, `true`, `false`, `null`, `NaN`, `Infinity`.
    private mutating func bare(under key: Cell) -> Result<Cell, Fault> {
        let first = place
        while place < bytes.count, !JSONCursor.endsBare(bytes[place]) { place += 1 }
        let word = UnsafeBufferPointer(rebasing: bytes[first..<place])
        let cell = word.count > 0 ? Cell(start: word.baseAddress!, count: word.count) : .absent
        if Self.isNumber(word) || ["true", "false", "NaN", "Infinity", "-Infinity"].contains(where: { word.equals($0) }) {
            if !sawFraction, word.contains(UInt8(ascii: ".")) { sawFraction = true }
            return .success(cell)
        }
        // Present and missing: not `absent`, so that a second value under the name is noticed.
        if word.equals("null") { return .success(Cell(start: word.baseAddress!, count: 0)) }
        let shown = String(decoding: word.prefix(40), as: UTF8.self)
        return .failure(Fault(reason: "column '\(name(key))' holds \(RowValue.quoted(shown)), which is not a JSON value"))
    }

    private static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = word.baseAddress else { return false }
        var end = 0
        return NumberScanner.json(start, &end, word.count) != nil && end == word.count
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
            case 0..<0x20: return .failure(Fault(reason: "a control character in a string at byte \(place + 1)"))
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
                guard let scalar = try? JSONEscape.read(bytes.baseAddress!, &place, bytes.count) else {
                    return .failure(Fault(reason: "an escape is wrong at byte \(place)"))
                }
                if scalar == "\0" { resolvedNUL = true }
                for byte in UTF8.encode(scalar)! { append(byte) }
            case 0..<0x20: return .failure(Fault(reason: "a control character in a string at byte \(place)"))
            default: append(byte)
            }
        }
        return .failure(Fault(reason: "a text is never closed"))
    }

    private mutating func append(_ byte: UInt8) {
        resolved.bytes[resolvedCount] = byte
        resolvedCount += 1
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func equals(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && (0..<count).allSatisfy { self[$0] == word.utf8Start[$0] }
    }
}

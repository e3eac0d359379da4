import Domain
import FoundationEssentials
import Glibc
import Models
import Prediction
import Testing

/// The row decoder against JSONDecoder on bodies made at random and then damaged: both refuse, or both read the same values.
///
/// Decided differences, which the reference below takes into account: a column that is missing is refused, and a value is what a cell of that text
/// would be (the model's rules, not JSON's); a number too small for a double is 0 here, one too large is missing, as in the files that a model learns
/// from; bytes in UTF-16 or UTF-32, which JSONDecoder guesses, are refused; and what JSONDecoder never looks at
/// (the value of a member whose name came before in the same object) must be JSON here too, as must its trailing commas not be there.
@Suite("Row decoder against JSONDecoder")
struct RowDecoderFuzzTests {
    @Test("reads what JSONDecoder reads and refuses what it refuses")
    func fuzz() throws {
        let isLong = getenv("LEARND_LONG") != nil
        let decoder = RowDecoder(layout: .mixed)
        let reference = ReferenceRows(layout: .mixed)
        var bodies = RandomBodies(seed: 7)
        let workspace = RowWorkspace()
        var read = 0
        var refused = 0
        for _ in 0..<(isLong ? 1_000_000 : 20_000) {
            let body = bodies.next()
            let expected = reference.rows(body)
            var found: [Double]?
            do {
                let rows = try body.withUnsafeBytes { bytes throws(Refusal) in try decoder.decode(bytes, maximumRows: 100, into: workspace)
                }
                found = Array(UnsafeBufferPointer(start: workspace.inputs(rows * 4), count: rows * 4))
            } catch {
                found = nil
            }
            switch (found, expected) {
            case (let found?, let expected?):
                read += 1
                let isSame = found.count == expected.count && zip(found, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
                #expect(isSame, "\(String(decoding: body, as: UTF8.self)): \(found) against \(expected)")
            case (nil, nil): refused += 1
            case (nil, _?):
                #expect(
                    bodies.hasRepeatedName || Self.hasTrailingComma(body),
                    "only JSONDecoder reads \(String(decoding: body, as: UTF8.self)) \(body)"
                )
            case (_?, nil):
                #expect(Self.hasLargeExponent(body), "only we read \(String(decoding: body, as: UTF8.self)) \(body)")
            }
        }
        // Neither all nor nothing is read, or the bodies would prove little.
        #expect(read > 4_000 && refused > 2_000, "\(read) read, \(refused) refused")
    }

    /// `[1,]` and `{"a":1,}`, which JSONDecoder lets pass.
    private static func hasTrailingComma(_ body: [UInt8]) -> Bool {
        var afterComma = false
        for byte in body {
            switch byte {
            case UInt8(ascii: ","): afterComma = true
            case UInt8(ascii: "}") where afterComma, UInt8(ascii: "]") where afterComma: return true
            case 0x20, 0x09, 0x0a, 0x0d: break
            default: afterComma = false
            }
        }
        return false
    }

    /// An exponent of three digits or more, which JSONDecoder refuses where no double holds the number.
    private static func hasLargeExponent(_ body: [UInt8]) -> Bool {
        String(decoding: body, as: UTF8.self).contains(/[eE][-+]?[0-9]{3}/)
    }
}

/// Any JSON value, every part of it read.
private indirect enum AnyJSON: Decodable {
    case null, truth(Bool), number(Double), text(String), list([AnyJSON]), object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer() {
            if container.decodeNil() {
                self = .null
                return
            }
            if let truth = try? container.decode(Bool.self) {
                self = .truth(truth)
                return
            }
            if let number = try? container.decode(Double.self) {
                self = .number(number)
                return
            }
            if let text = try? container.decode(String.self) {
                self = .text(text)
                return
            }
        }
        if let list = try? decoder.unkeyedContainer() {
            var list = list
            var elements: [AnyJSON] = []
            while !list.isAtEnd { elements.append(try list.decode(AnyJSON.self)) }
            self = .list(elements)
            return
        }
        self = .object(try [String: AnyJSON](from: decoder))
    }
}

private struct ReferenceRows {
    let layout: InputLayout

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        let scalars = Array(text.unicodeScalars.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        return String(String.UnicodeScalarView(scalars))
    }

    /// Nil where the body is refused.
    func rows(_ body: [UInt8]) -> [Double]? {
        // JSONDecoder guesses UTF-16 and UTF-32 from NULs and marks; JSON between systems is UTF-8 (RFC 8259, 8.1).
        if body.prefix(4).contains(0) || body.starts(with: [0xff, 0xfe]) || body.starts(with: [0xfe, 0xff]) { return nil }
        guard let document = try? JSONDecoder().decode(AnyJSON.self, from: Data(body)), case .object(let members) = document,
            case .list(let rows) = members["rows"]
        else { return nil }
        var values: [Double] = []
        for row in rows {
            guard case .object(let members) = row else { return nil }
            for column in layout.columns {
                guard let value = members[column.name] else { return nil }
                switch (column.kind, value) {
                case (_, .null): values.append(.nan)
                case (_, .list), (_, .object): return nil
                case (.numeric, .number(let number)): values.append(number)
                case (.boolean, .number(let number)): values.append(number == 1 ? 1 : number == 0 ? 0 : .nan)
                case (.boolean, .truth(let truth)): values.append(truth ? 1 : 0)
                // Neither a truth value nor any of the texts below is a number, nor the number below a level.
                case (.numeric, _), (.boolean, _): values.append(.nan)
                case (_, .number), (_, .truth): values.append(0)
                case (_, .text(let text)):
                    let text = Self.trimmed(text)
                    let level = column.levels.firstIndex(of: text).map { Double($0 + 1) }
                    values.append(level ?? (text.isEmpty ? .nan : 0))
                }
            }
        }
        return values
    }
}

/// Bodies that are mostly right, and what a careless or a hostile client makes of them.
private struct RandomBodies {
    private var state: UInt64
    /// Whether the last body may hold an object with a name twice.
    private(set) var hasRepeatedName = false

    init(seed: UInt64) { state = seed }

    mutating func next() -> [UInt8] {
        hasRepeatedName = false
        var text = space() + "{"
        if chance(10) { text += "\"more\":" + value(3) + "," }
        text += "\"rows\"" + space() + ":" + space() + "["
        text += (0..<pick(4)).map { _ in row() }.joined(separator: ",")
        text += "]" + space()
        if chance(15) {
            text += ",\"more\":" + value(3)
            hasRepeatedName = true
        }
        if chance(30) {
            text += ",\"rows\":[]"
            hasRepeatedName = true
        }
        text += "}" + space()
        var bytes = Array(text.utf8)
        if chance(60) { bytes.insert(contentsOf: [0xef, 0xbb, 0xbf], at: 0) }
        if chance(3) { for _ in 0...pick(3) { damage(&bytes) } }
        return bytes
    }

    private mutating func row() -> String {
        var members = [
            name("length") + ":" + number(), name("größe") + ":" + number(),
            name("wet") + ":" + (chance(6) ? "null" : chance(2) ? "true" : "false"),
            name("color") + ":" + text(),
        ]
        if chance(4) { members.swapAt(pick(4), pick(4)) }
        if chance(8) { members.insert(name("extra") + ":" + value(2), at: pick(5)) }
        if chance(12) {
            members.append(members[pick(4)])
            hasRepeatedName = true
        }
        if chance(12) { members[pick(4)] = name("length") + ":" + value(2); hasRepeatedName = true }
        if chance(15) { members.remove(at: pick(members.count)) }
        return "{" + space() + members.joined(separator: space() + "," + space()) + space() + "}"
    }

    private mutating func name(_ text: String) -> String {
        guard chance(10) else { return "\"\(text)\"" }
        return "\"" + text.unicodeScalars.map { chance(2) ? escaped($0) : String($0) }.joined() + "\""
    }

    private mutating func escaped(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + (chance(2) ? hex.uppercased() : hex)
        }.joined()
    }

    private mutating func number() -> String {
        switch pick(20) {
        case 0: "-0"
        case 1: "null"
        case 2: one(of: ["1e400", "-1e400", "1e308", "4.9e-324", "1e99999999999", "0e400", "1E+2"])
        case 3:
            one(of: ["01", "+1", ".5", "1.", "1e", "1e+", "--1", "0x10", "NaN", "Infinity", "1_000", "-", "1.2.3", "00", "-01", "1e1.5"])
        case 4: (0...pick(60)).map { _ in "\(1 + pick(9))" }.joined()
        case 5: "0." + (0...pick(60)).map { _ in "\(pick(10))" }.joined()
        case 6: "\(random())e\(pick(80) - 40)"
        case 7:
            {
                let double = Double(bitPattern: random())
                return double.isFinite ? "\(double)" : "7"
            }()
        default: "\(pick(100)).\(pick(10))"
        }
    }

    private mutating func text() -> String {
        switch pick(14) {
        case 0: "null"
        case 1: "\"\""
        case 2:
            "\""
                + one(of: [
                    "\\n", "\\/", "\\\"", "\\\\", "\\b\\f\\r\\t", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\ud83dx", "\\u12", "\\x",
                    "\\u0000", "\\ud83d\\u0041",
                ]) + "\""
        case 3: "\"gr\\u00fcn\""
        case 4: "\"gru\u{308}n\""
        case 5: "\"😀 \u{7f} \u{2028}\""
        case 6: "\"\(one(of: ["\t", "\n", "\u{1}", "\u{1f}"]))\""
        case 7: "\"r\\u0065d\""
        default: one(of: ["\"red\"", "\"blau\"", "\"grün\"", "\"mauve\""])
        }
    }

    private mutating func value(_ depth: Int) -> String {
        switch pick(depth > 0 ? 9 : 6) {
        case 0: return "true"
        case 1: return "false"
        case 2: return "null"
        case 3: return text()
        case 4, 5: return number()
        case 6: return "[" + (0..<pick(3)).map { _ in value(depth - 1) }.joined(separator: ",") + "]"
        case 7:
            if chance(40) {
                let deep = one(of: [500, 508, 509, 510, 511, 512, 513, 600])
                return String(repeating: "[", count: deep) + String(repeating: "]", count: deep)
            }
            return "{}"
        default: return "{" + space() + "\"k\":" + value(depth - 1) + "}"
        }
    }

    private mutating func space() -> String {
        chance(6) ? one(of: [" ", "\n", "\t", "\r", " \r\n ", "  "]) : ""
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = pick(bytes.count)
        switch pick(7) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(truncatingIfNeeded: random())
        case 2: bytes.insert(UInt8(truncatingIfNeeded: random()), at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.insert(one(of: Array("{}[],:\"\\0e-. tfn".utf8)), at: place)
        case 5: bytes.append(contentsOf: one(of: [[0x20], [0x7d], [0x0c], [0xc2, 0xa0], [0]]))
        default: bytes.swapAt(place, pick(bytes.count))
        }
    }

    private mutating func chance(_ oneIn: Int) -> Bool { pick(oneIn) == 0 }
    private mutating func one<Element>(of elements: [Element]) -> Element { elements[pick(elements.count)] }
    private mutating func pick(_ count: Int) -> Int { Int(random() % UInt64(count)) }

    private mutating func random() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}

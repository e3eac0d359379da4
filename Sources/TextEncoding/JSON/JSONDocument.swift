import Domain

/// A JSON text (RFC 8259) that was checked throughout and is then read where it lies: nothing is held but the bytes.
struct JSONDocument: Sendable {
    let bytes: [UInt8]
    /// What the text is called in refusals: `tokenizer.json`.
    let place: String

    /// The whole.
    var root: JSONValue { JSONValue(document: self, start: JSONScan.skipSpace(bytes, 0), name: "") }

    /// - Throws: `Refusal` unless `bytes` are UTF-8 and one JSON value, nested at most 64 deep.
    init(_ bytes: [UInt8], place: String) throws(Refusal) {
        self.bytes = bytes
        self.place = place
        let fault = bytes.withUnsafeBufferPointer { bytes -> (what: String, at: Int)? in
            guard UTF8Text.isWellFormed(bytes) else { return ("bytes that are not UTF-8", 0) }
            var check = JSONCheck(bytes: bytes)
            return check.whole() ? nil : ("no JSON: \(check.fault)", check.at)
        }
        guard let fault else { return }
        let line = bytes[..<min(fault.at, bytes.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        throw Refusal(
            .invalid,
            what: "\(fault.what), at byte \(fault.at)",
            at: "\(place):\(line)",
            fix: "take the file from the model's folder again: this one is cut off or altered"
        )
    }
}

/// Steps over JSON that is known to be right.
enum JSONScan {
    static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
        return at
    }

    /// Where the string ends that begins at `start`.
    static func skipString(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start + 1
        while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return at + 1
    }

    /// Where the value ends that begins at `start`.
    static func skipValue(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        var depth = 0
        repeat {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at = skipString(bytes, at)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                at += 1
            default:
                while at < bytes.count, !isDelimiter(bytes[at]) { at += 1 }
            }
        } while depth > 0
        return at
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }
}

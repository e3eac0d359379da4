import Domain

/// A value where it lies in its document.
struct JSONValue: Sendable {
    let document: JSONDocument
    let start: Int
    /// Its name with those around it, for refusals: `model.vocab`.
    let name: String

    private var bytes: [UInt8] { document.bytes }
    private var first: UInt8 { bytes[start] }

    var isNull: Bool { first == UInt8(ascii: "n") }
    var isString: Bool { first == UInt8(ascii: "\"") }
    var isArray: Bool { first == UInt8(ascii: "[") }
    var isObject: Bool { first == UInt8(ascii: "{") }

    /// A string's text.
    func text() throws(Refusal) -> [UInt8] {
        guard isString else { throw refusal("is no string") }
        let end = JSONScan.skipString(bytes, start) - 1
        guard bytes[start..<end].contains(UInt8(ascii: "\\")) else { return Array(bytes[start + 1..<end]) }
        var text: [UInt8] = []
        bytes.withUnsafeBufferPointer { bytes in
            var at = start + 1
            while at < end {
                if bytes[at] == UInt8(ascii: "\\"), let (point, length) = JSONEscape.read(bytes, at: at) {
                    text.append(contentsOf: Unicode.Scalar(point).map { Array(UTF8.encode($0)!) } ?? [])
                    at += length
                } else {
                    text.append(bytes[at])
                    at += 1
                }
            }
        }
        return text
    }

    func string() throws(Refusal) -> String { String(decoding: try text(), as: UTF8.self) }

    func boolean() throws(Refusal) -> Bool {
        guard first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else { throw refusal("is neither true nor false") }
        return first == UInt8(ascii: "t")
    }

    /// A whole number of at least 0 written with digits alone.
    func count() throws(Refusal) -> Int {
        let digits = bytes[start..<JSONScan.skipValue(bytes, start)]
        guard let number = Int(String(decoding: digits.prefix(20), as: UTF8.self)), digits.count < 20, number >= 0 else {
            throw refusal("is no whole number from 0 on")
        }
        return number
    }

    /// Whether it is a number that is 0 however written, as a dropout is that is off.
    var isZero: Bool {
        let digits = bytes[start..<JSONScan.skipValue(bytes, start)]
        return Double(String(decoding: digits.prefix(32), as: UTF8.self)) == 0
    }

    /// What an object holds under a name; nil where it is not there or null.
    ///
    /// - Throws: `Refusal` where this is no object, or has the name twice.
    func member(_ wanted: StaticString) throws(Refusal) -> JSONValue? {
        var found: JSONValue?
        for (key, value) in try members() where try key.isText(wanted) {
            guard found == nil else { throw refusal("has '\(wanted)' twice") }
            found = value
        }
        guard let found, !found.isNull else { return nil }
        return JSONValue(document: document, start: found.start, name: name.isEmpty ? "\(wanted)" : "\(name).\(wanted)")
    }

    /// The same, which must be there.
    func need(_ wanted: StaticString) throws(Refusal) -> JSONValue {
        guard let value = try member(wanted) else { throw refusal("has no '\(wanted)'") }
        return value
    }

    /// An object's names and values, in their order.
    func members() throws(Refusal) -> JSONMembers {
        guard isObject else { throw refusal("is no object") }
        return JSONMembers(list: self)
    }

    /// An array's values.
    func elements() throws(Refusal) -> JSONElements {
        guard isArray else { throw refusal("is no array") }
        return JSONElements(list: self)
    }

    /// That this value is not as it must be.
    func refusal(_ what: String, fix: String? = nil) -> Refusal {
        Refusal(.invalid, what: (name.isEmpty ? "the whole" : name.printable) + " \(what)", at: document.place, fix: fix)
    }

    private func isText(_ wanted: StaticString) throws(Refusal) -> Bool {
        let text = try text()
        return wanted.withUTF8Buffer { text.elementsEqual($0) }
    }
}

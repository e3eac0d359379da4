/// An object's names and values.
struct JSONMembers: Sequence, IteratorProtocol {
    private let list: JSONValue
    private var at: Int

    init(list: JSONValue) {
        self.list = list
        at = list.start + 1
    }

    mutating func next() -> (key: JSONValue, value: JSONValue)? {
        let bytes = list.document.bytes
        guard let start = JSONElements.begin(bytes, at, until: UInt8(ascii: "}")) else { return nil }
        let colon = JSONScan.skipSpace(bytes, JSONScan.skipString(bytes, start))
        let value = JSONScan.skipSpace(bytes, colon + 1)
        at = JSONScan.skipValue(bytes, value)
        return (
            JSONValue(document: list.document, start: start, name: list.name),
            JSONValue(document: list.document, start: value, name: list.name)
        )
    }
}

/// An array's values.
struct JSONElements: Sequence, IteratorProtocol {
    private let list: JSONValue
    private var at: Int

    init(list: JSONValue) {
        self.list = list
        at = list.start + 1
    }

    mutating func next() -> JSONValue? {
        let bytes = list.document.bytes
        guard let start = JSONElements.begin(bytes, at, until: UInt8(ascii: "]")) else { return nil }
        at = JSONScan.skipValue(bytes, start)
        return JSONValue(document: list.document, start: start, name: list.name)
    }

    /// Where the next of a list begins, nil at its end.
    static func begin(_ bytes: [UInt8], _ start: Int, until end: UInt8) -> Int? {
        var at = JSONScan.skipSpace(bytes, start)
        if bytes[at] == UInt8(ascii: ",") { at = JSONScan.skipSpace(bytes, at + 1) }
        return bytes[at] == end ? nil : at
    }
}

import Domain

/// Takes numbers and texts from bytes; whatever the bytes are, it throws rather than reads past their end.
package struct LittleEndianReader {
    private let bytes: [UInt8]
    private var index = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { index == bytes.count }

    package mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        try require(count, bytesEach: 1)
        defer { index += count }
        return bytes[index..<index + count]
    }

    package mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(Refusal) -> Number {
        let width = MemoryLayout<Number>.size
        try require(width, bytesEach: 1)
        defer { index += width }
        return bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: Number.self)) }
    }

    package mutating func text() throws(Refusal) -> String {
        let count = try count(UInt32.self, of: "bytes of text", bytesEach: 1)
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw refusal("a text is not UTF-8") }
        return text
    }

    /// A count of things that take so many bytes each at least: refused if there are not that many bytes left, before anything is allocated.
    package mutating func count<Number: FixedWidthInteger>(_: Number.Type, of what: String, bytesEach: Int) throws(Refusal) -> Int {
        let claimed = try number(Number.self)
        guard let count = Int(exactly: claimed), count <= (bytes.count - index) / bytesEach else {
            throw refusal("\(claimed) \(what) are claimed, \(bytes.count - index) bytes are left")
        }
        return count
    }

    package func require(_ count: Int, bytesEach: Int) throws(Refusal) {
        guard count >= 0, count <= (bytes.count - index) / bytesEach else {
            throw refusal("\(count) values of \(bytesEach) bytes are needed, \(bytes.count - index) bytes are left")
        }
    }

    package func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: "encoded rows: \(what)", at: "byte \(index)")
    }
}

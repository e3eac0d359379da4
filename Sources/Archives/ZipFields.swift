import Domain

/// Numbers and bytes of an archive's directory, one after another; whatever they are, it throws rather than reads past their end.
struct ZipFields {
    private let bytes: [UInt8]
    private var index = 0
    private let damage: Refusal

    /// - Parameter damage: What is thrown where they end early.
    init(_ bytes: [UInt8], damage: Refusal) {
        self.bytes = bytes
        self.damage = damage
    }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        guard count <= bytes.count - index else { throw damage }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// A little-endian number.
    mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(Refusal) -> Number {
        try take(MemoryLayout<Number>.size).reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}

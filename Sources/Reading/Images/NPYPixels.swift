import Archives
import Domain

/// How an array's values are pixels of 0…255.
enum NPYPixels {
    /// As they are: whole numbers, and floats that go beyond 1.
    case asTheyAre
    /// Floats of 0…1, to be multiplied by 255.
    case unit

    /// Bytes looked at at a time.
    private static let block = 256 << 10

    /// Looks through all values.
    ///
    /// - Throws: `Refusal` naming the first image with a value that is no pixel.
    static func examine(_ source: any ByteSource, _ header: NPYHeader, name: String) throws(Refusal) -> NPYPixels {
        var least = 0.0
        var most = 0.0
        try forEachBlock(source, header, name: name) { (values, start) throws(Refusal) in
            for (place, value) in values.enumerated() {
                guard value >= 0, value <= 255 else {
                    let image = (start + place) / max(1, header.count / max(1, header.shape[0]))
                    throw Refusal(
                        .invalid,
                        what: "image \(image) holds the value \(value), pixels are 0 to 1 or 0 to 255",
                        at: name,
                        fix: "scale the array before it is saved"
                    )
                }
                least = min(least, value)
                most = max(most, value)
            }
        }
        return header.kind == .float && most <= 1 ? .unit : .asTheyAre
    }

    /// All values as pixels, rounded to the nearest.
    func read(_ source: any ByteSource, _ header: NPYHeader, name: String) throws(Refusal) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(header.count)
        try Self.forEachBlock(source, header, name: name) { (values, _) throws(Refusal) in
            switch self {
            case .asTheyAre: pixels.append(contentsOf: values.lazy.map { UInt8($0.rounded()) })
            case .unit: pixels.append(contentsOf: values.lazy.map { UInt8(($0 * 255).rounded()) })
            }
        }
        return pixels
    }

    private static func forEachBlock(
        _ source: any ByteSource,
        _ header: NPYHeader,
        name: String,
        _ body: ([Double], Int) throws(Refusal) -> Void
    ) throws(Refusal) {
        var start = 0
        while start < header.count {
            let count = min(header.count - start, block / header.width)
            guard let bytes = try source.take(count * header.width) else {
                throw Refusal(.invalid, what: "the array is cut short", at: name, fix: "write it with numpy.savez")
            }
            try body(header.numbers(bytes), start)
            start += count
        }
        guard try source.drain() == 0 else {
            throw Refusal(.invalid, what: "more follows the array's values", at: name, fix: "write it with numpy.savez")
        }
    }
}

extension NPYHeader {
    /// Values as numbers; whole ones beyond 2⁵³ lose their last digits.
    ///
    /// - Precondition: They are no texts.
    func numbers(_ bytes: [UInt8]) -> [Double] {
        bytes.withUnsafeBytes { bytes in
            func all<Value: FixedWidthInteger>(_: Value.Type) -> [Double] {
                (0..<bytes.count / width).map {
                    Double(Value(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: Value.self)))
                }
            }
            func words<Word: FixedWidthInteger>(_: Word.Type, _ convert: (Word) -> Double) -> [Double] {
                (0..<bytes.count / width).map {
                    convert(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: Word.self)))
                }
            }
            switch (kind, width) {
            case (.unsigned, 1), (.boolean, 1): return all(UInt8.self)
            case (.unsigned, 2): return all(UInt16.self)
            case (.unsigned, 4): return all(UInt32.self)
            case (.unsigned, 8): return all(UInt64.self)
            case (.signed, 1): return all(Int8.self)
            case (.signed, 2): return all(Int16.self)
            case (.signed, 4): return all(Int32.self)
            case (.signed, 8): return all(Int64.self)
            case (.float, 2): return words(UInt16.self) { HalfFloat.value(bits: $0) }
            case (.float, 4): return words(UInt32.self) { Double(Float(bitPattern: $0)) }
            case (.float, 8): return words(UInt64.self) { Double(bitPattern: $0) }
            default: preconditionFailure("values of kind \(kind) in \(width) bytes")
            }
        }
    }

    /// Whether they are numbers, and no texts.
    var isNumbers: Bool { kind != .bytes && kind != .unicode }
}

/// IEEE 754 binary16, which x86-64 has no Swift type for.
enum HalfFloat {
    static func value(bits: UInt16) -> Double {
        let fraction = Double(bits & 0x3FF)
        let exponent = Int(bits >> 10 & 0x1F)
        let sign: Double = bits >> 15 == 0 ? 1 : -1
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}

import Domain
import Prediction

/// One tensor's elements in row-major order, from JSON or from bytes, as the numbers that a model takes.
struct TensorElements {
    let tensor: InferenceRequest.Input
    let datatype: InferenceDatatype
    /// How many there must be.
    let count: Int
    /// For messages: `inputs[2]`.
    let place: String
    let request: InferenceRequest
    let body: UnsafeRawBufferPointer
    let unescaped: UnescapedText

    /// - Parameter level: A category's number by its text.
    func each(level: (ByteSpan) -> Double, _ take: (Int, Double) -> Void) throws(Refusal) {
        if let range = tensor.binary {
            try eachBinary(UnsafeRawBufferPointer(rebasing: body[range]), level, take)
        } else if let data = tensor.data {
            var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: body[..<request.headerLength]), unescaped: unescaped)
            scanner.move(to: data)
            var filled = 0
            try eachJSON(&scanner, &filled, level, take)
            guard filled == count else { throw wrongCount(filled) }
        } else {
            throw noData
        }
    }

    /// Elements of `BYTES`: texts in JSON, whatever bytes in binary form.
    func eachBlob(text: (Int, ByteSpan) throws(Refusal) -> Void, binary: (Int, ByteSpan) throws(Refusal) -> Void) throws(Refusal) {
        if let range = tensor.binary { return try eachPiece(UnsafeRawBufferPointer(rebasing: body[range]), binary) }
        guard let data = tensor.data else { throw noData }
        var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: body[..<request.headerLength]), unescaped: unescaped)
        scanner.move(to: data)
        var filled = 0
        try eachText(&scanner, &filled, text)
        guard filled == count else { throw wrongCount(filled) }
    }

    private func eachText(
        _ scanner: inout JSONScanner, _ filled: inout Int, _ take: (Int, ByteSpan) throws(Refusal) -> Void
    ) throws(Refusal) {
        try scanner.list { scanner throws(Refusal) in
            if scanner.peek() == UInt8(ascii: "[") { return try eachText(&scanner, &filled, take) }
            guard filled < count else { throw wrongCount(filled + 1) }
            guard scanner.peek() == UInt8(ascii: "\"") else { throw try wrongType(&scanner, filled) }
            try take(filled, try scanner.string())
            filled += 1
        }
    }

    private var noData: Refusal {
        Refusal(.invalid, what: "the input '\(tensor.name)' has no data", at: place, fix: "give data, or binary_data_size")
    }

    private func wrongType(_ scanner: inout JSONScanner, _ number: Int) throws(Refusal) -> Refusal {
        let start = scanner.position
        try scanner.skip()
        return Refusal(
            .invalid, what: "element \(number) of '\(tensor.name)' is \(scanner.text(from: start).excerpt), not \(datatype.rawValue)",
            at: place + ".data", fix: "write elements of the datatype, or null where missing")
    }

    /// Lists may be nested as the shape is; flat ones are taken too.
    private func eachJSON(
        _ scanner: inout JSONScanner, _ filled: inout Int, _ level: (ByteSpan) -> Double, _ take: (Int, Double) -> Void
    ) throws(Refusal) {
        try scanner.list { scanner throws(Refusal) in
            if scanner.peek() == UInt8(ascii: "[") { return try eachJSON(&scanner, &filled, level, take) }
            guard filled < count else { throw wrongCount(filled + 1) }
            let value = try element(&scanner, filled, level)
            take(filled, value)
            filled += 1
        }
    }

    private func element(_ scanner: inout JSONScanner, _ number: Int, _ level: (ByteSpan) -> Double) throws(Refusal) -> Double {
        let byte = scanner.peek()
        switch byte {
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            return .nan
        case UInt8(ascii: "t") where datatype == .bool:
            try scanner.literal("true")
            return 1
        case UInt8(ascii: "f") where datatype == .bool:
            try scanner.literal("false")
            return 0
        case UInt8(ascii: "\"") where datatype == .bytes: return level(try scanner.string())
        case UInt8(ascii: "-") where datatype.isNumber, UInt8(ascii: "0")...UInt8(ascii: "9") where datatype.isNumber:
            return try scanner.number() + 0
        default: throw try wrongType(&scanner, number)
        }
    }

    private func eachBinary(_ bytes: UnsafeRawBufferPointer, _ level: (ByteSpan) -> Double, _ take: (Int, Double) -> Void) throws(Refusal) {
        guard let width = datatype.width else { return try eachText(bytes, level, take) }
        guard bytes.count == count * width else {
            throw Refusal(
                .invalid,
                what: "the tensor '\(tensor.name)' has \(bytes.count) bytes; \(count) of \(datatype.rawValue) are \(count * width)",
                at: place, fix: "make binary_data_size the tensor's bytes")
        }
        for number in 0..<count {
            let value = Self.number(bytes, number * width, datatype)
            guard !value.isInfinite else {
                throw Refusal(
                    .invalid, what: "element \(number) of '\(tensor.name)' is infinite", at: place,
                    fix: "use finite numbers, NaN where missing")
            }
            take(number, value + 0)
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ datatype: InferenceDatatype) -> Double {
        func load<Element: BitwiseCopyable>(_ type: Element.Type) -> Element { bytes.loadUnaligned(fromByteOffset: offset, as: type) }
        return switch datatype {
        case .fp64: Double(bitPattern: UInt64(littleEndian: load(UInt64.self)))
        case .fp32: Double(Float(bitPattern: UInt32(littleEndian: load(UInt32.self))))
        case .int64: Double(Int64(littleEndian: load(Int64.self)))
        case .int32: Double(Int32(littleEndian: load(Int32.self)))
        case .int16: Double(Int16(littleEndian: load(Int16.self)))
        case .int8: Double(load(Int8.self))
        case .uint64: Double(UInt64(littleEndian: load(UInt64.self)))
        case .uint32: Double(UInt32(littleEndian: load(UInt32.self)))
        case .uint16: Double(UInt16(littleEndian: load(UInt16.self)))
        case .uint8: Double(load(UInt8.self))
        case .bool: load(UInt8.self) == 0 ? 0 : 1
        case .bytes: .nan
        }
    }

    private func eachText(_ bytes: UnsafeRawBufferPointer, _ level: (ByteSpan) -> Double, _ take: (Int, Double) -> Void) throws(Refusal) {
        try eachPiece(bytes) { number, text throws(Refusal) in
            guard text.isUTF8 else {
                throw Refusal(.invalid, what: "element \(number) of '\(tensor.name)' is not UTF-8", at: place, fix: "send UTF-8")
            }
            take(number, level(text))
        }
    }

    /// Texts or files, each after its length in four little-endian bytes.
    private func eachPiece(_ bytes: UnsafeRawBufferPointer, _ take: (Int, ByteSpan) throws(Refusal) -> Void) throws(Refusal) {
        var offset = 0
        for number in 0..<count {
            guard bytes.count - offset >= 4 else { throw wrongCount(number) }
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            offset += 4
            guard length <= bytes.count - offset else { throw wrongCount(number) }
            try take(number, ByteSpan(base: bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset, count: length))
            offset += length
        }
        guard offset == bytes.count else { throw wrongCount(count + 1) }
    }

    private func wrongCount(_ found: Int) -> Refusal {
        Refusal(
            .invalid, what: "the input '\(tensor.name)' has \(found < count ? "only \(found)" : "more than \(count)") elements", at: place,
            fix: "give as many as the shape says: \(count)")
    }
}

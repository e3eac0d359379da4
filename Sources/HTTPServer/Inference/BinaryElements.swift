import Domain
import Prediction

/// A tensor's elements in Triton's binary form: little-endian, one after another, texts after their lengths.
struct BinaryElements {
    private let elements: TensorElements
    private let bytes: UnsafeRawBufferPointer
    private var name: String { elements.tensor.name }

    init(_ elements: TensorElements, _ bytes: UnsafeRawBufferPointer) {
        self.elements = elements
        self.bytes = bytes
    }

    func each(_ take: (Int, Double) -> Void, stray: (Int, ByteSpan) -> Void) throws(Refusal) {
        let width = try checkedWidth()
        for index in 0..<elements.count {
            let value = number(index * width)
            if value.isInfinite { TensorElements.with("\(value)") { stray(index, $0) } }
            // −0 is 0, and one NaN like another.
            take(index, value.isFinite ? value + 0 : .nan)
        }
    }

    func eachText(_ take: (Int, ByteSpan) -> Void, missing: (Int) -> Void) throws(Refusal) {
        guard elements.datatype == .bytes else { return try eachNumberAsText(take, missing: missing) }
        try eachPiece { index, text throws(Refusal) in
            guard text.isUTF8 else {
                throw Refusal(.invalid, what: "element \(index) of '\(name)' is not UTF-8", at: elements.place, fix: "send UTF-8")
            }
            take(index, text)
        }
    }

    /// Texts or files, each after its length in four bytes.
    func eachPiece(_ take: (Int, ByteSpan) throws(Refusal) -> Void) throws(Refusal) {
        var offset = 0
        for index in 0..<elements.count {
            guard bytes.count - offset >= 4 else { throw elements.wrongCount(index) }
            let length = Int(UInt32(littleEndian: load(UInt32.self, offset)))
            offset += 4
            guard length <= bytes.count - offset else { throw elements.wrongCount(index) }
            try take(index, ByteSpan(base: bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset, count: length))
            offset += length
        }
        guard offset == bytes.count else { throw elements.wrongCount(elements.count + 1) }
    }

    private func eachNumberAsText(_ take: (Int, ByteSpan) -> Void, missing: (Int) -> Void) throws(Refusal) {
        let width = try checkedWidth()
        for index in 0..<elements.count {
            let value = number(index * width)
            if value.isNaN { missing(index) } else { TensorElements.with(text(index * width, value)) { take(index, $0) } }
        }
    }

    private func checkedWidth() throws(Refusal) -> Int {
        let (datatype, count) = (elements.datatype, elements.count)
        let width = datatype.width ?? 0
        guard bytes.count == count * width else {
            throw Refusal(
                .invalid,
                what: "the tensor '\(name)' has \(bytes.count) bytes; \(count) of \(datatype.rawValue) are \(count * width)",
                at: elements.place,
                fix: "make binary_data_size the tensor's bytes"
            )
        }
        return width
    }

    private func load<Element: BitwiseCopyable>(_ type: Element.Type, _ offset: Int) -> Element {
        bytes.loadUnaligned(fromByteOffset: offset, as: type)
    }

    private func number(_ offset: Int) -> Double {
        switch elements.datatype {
        case .fp64: Double(bitPattern: UInt64(littleEndian: load(UInt64.self, offset)))
        case .fp32: Double(Float(bitPattern: UInt32(littleEndian: load(UInt32.self, offset))))
        case .fp16: Double(Float16(bitPattern: UInt16(littleEndian: load(UInt16.self, offset))))
        // The upper half of a single-precision number.
        case .bf16: Double(Float(bitPattern: UInt32(UInt16(littleEndian: load(UInt16.self, offset))) << 16))
        case .int64: Double(Int64(littleEndian: load(Int64.self, offset)))
        case .int32: Double(Int32(littleEndian: load(Int32.self, offset)))
        case .int16: Double(Int16(littleEndian: load(Int16.self, offset)))
        case .int8: Double(load(Int8.self, offset))
        case .uint64: Double(UInt64(littleEndian: load(UInt64.self, offset)))
        case .uint32: Double(UInt32(littleEndian: load(UInt32.self, offset)))
        case .uint16: Double(UInt16(littleEndian: load(UInt16.self, offset)))
        case .uint8: Double(load(UInt8.self, offset))
        case .bool: load(UInt8.self, offset) == 0 ? 0 : 1
        case .bytes: .nan
        }
    }

    /// The shortest decimal in the element's own precision: 0.1 in single precision is `0.1`, and no digit of a long identifier is lost.
    private func text(_ offset: Int, _ value: Double) -> String {
        switch elements.datatype {
        case .int64: "\(Int64(littleEndian: load(Int64.self, offset)))"
        case .uint64: "\(UInt64(littleEndian: load(UInt64.self, offset)))"
        case .fp32 where value.rounded() != value: "\(Float(value))"
        case .fp16 where value.rounded() != value: "\(Float16(value))"
        default: Decimals.shortest(value)
        }
    }
}

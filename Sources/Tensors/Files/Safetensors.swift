import FoundationEssentials

/// Named tensors in one file, in Hugging Face's safetensors form: 8 bytes of header length, a JSON header, the tensors' bytes.
///
/// Source: github.com/huggingface/safetensors, "Format". 32-bit floats only.
public enum Safetensors {
    /// What is wrong with a file; the caller knows which.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Names the tensor where one is at fault, but not the file.
        public let description: String
    }

    /// - Precondition: No name twice, and none that is `__metadata__`.
    public static func encode(_ tensors: [(name: String, tensor: Tensor)]) throws -> [UInt8] {
        var bytes = try header(tensors.map { ($0.name, $0.tensor.shape) })
        bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + $1.tensor.elements.count * 4 })
        for (_, tensor) in tensors { tensor.elements.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// What stands before the tensors' bytes, which follow one after another in this order.
    ///
    /// - Precondition: As of `encode`.
    public static func header(_ tensors: [(name: String, shape: [Int])]) throws -> [UInt8] {
        var header = SafetensorsHeader()
        var offset = 0
        for (name, shape) in tensors {
            precondition(name != SafetensorsHeader.metadata && header.entries[name] == nil, "a second tensor of the name '\(name)'")
            let end = offset + shape.reduce(1, *) * 4
            header.entries[name] = .init(dtype: "F32", shape: shape, data_offsets: [offset, end])
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = Array(try encoder.encode(header.entries))
        // The format asks for tensors aligned to 8 bytes, the header padded with spaces.
        json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
        bytes += json
        return bytes
    }

    /// The tensors, by name in ascending order. Free text in the header (`__metadata__`) is left aside.
    ///
    /// - Throws: `Fault` where the header is not of the form, a tensor is not of 32-bit floats, or the tensors do not cover the bytes after the
    ///   header one after another, without gap or overlap.
    public static func decode(_ bytes: [UInt8]) throws(Fault) -> [(name: String, tensor: Tensor)] {
        // Of all bytes there is a layout, or a fault.
        let layout = try layout(bytes, byteCount: bytes.count)!
        let tensors = layout.tensors.map { place in
            let own = Array(bytes[layout.start + place.bytes.lowerBound..<layout.start + place.bytes.upperBound])
            return (name: place.name, tensor: Tensor(shape: place.shape, bytes: own)!)
        }
        return tensors.sorted { $0.name < $1.name }
    }

    /// Where a file's tensors lie.
    public struct Layout {
        /// Bytes before the first tensor.
        public let start: Int
        /// In the order of their bytes, which are counted from `start`.
        public let tensors: [(name: String, shape: [Int], bytes: Range<Int>)]
    }

    /// - Parameters:
    ///   - bytes: The first of a file.
    ///   - byteCount: Of the whole file.
    /// - Returns: Nil where the header needs more of them.
    /// - Throws: As `decode`.
    public static func layout(_ bytes: [UInt8], byteCount: Int) throws(Fault) -> Layout? {
        guard byteCount >= 8 else { throw Fault(description: "a safetensors file of \(byteCount) bytes ends before its header") }
        guard bytes.count >= 8 else { return nil }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
        guard length <= 100_000_000, length <= UInt64(byteCount - 8) else {
            throw Fault(description: "a safetensors header of \(length) bytes in a file of \(byteCount)")
        }
        let start = 8 + Int(length)
        guard bytes.count >= start else { return nil }
        let header: SafetensorsHeader
        do {
            header = try JSONDecoder().decode(SafetensorsHeader.self, from: Data(bytes[8..<start]))
        } catch {
            throw Fault(description: "a safetensors header that is not of the form {name: {dtype, shape, data_offsets}}")
        }
        var tensors: [(name: String, shape: [Int], bytes: Range<Int>)] = []
        var end = 0
        for (name, entry) in header.entries.sorted(by: { ($0.value.data_offsets, $0.key) < ($1.value.data_offsets, $1.key) }) {
            guard entry.dtype == "F32" else { throw Fault(description: "tensor '\(name)' has elements of type \(entry.dtype), not F32") }
            let offsets = entry.data_offsets
            guard offsets.count == 2, offsets[0] == end, offsets[0] <= offsets[1], offsets[1] <= byteCount - start,
                (offsets[1] - offsets[0]).isMultiple(of: 4), Tensor.count(entry.shape) == (offsets[1] - offsets[0]) / 4
            else { throw Fault(description: "tensor '\(name)' of shape \(entry.shape) does not lie at bytes \(offsets)") }
            tensors.append((name, entry.shape, offsets[0]..<offsets[1]))
            end = offsets[1]
        }
        guard end == byteCount - start else {
            throw Fault(description: "\(byteCount - start - end) bytes after the last tensor of a safetensors file")
        }
        return Layout(start: start, tensors: tensors)
    }
}

private func < (left: ([Int], String), right: ([Int], String)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}

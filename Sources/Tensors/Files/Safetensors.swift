import FoundationEssentials

/// Named tensors in one file, in Hugging Face's safetensors form: 8 bytes of header length, a JSON header, the tensors' bytes.
///
/// Source: github.com/huggingface/safetensors, "Format". 32-bit floats only.
public enum Safetensors {
    /// What is wrong with a file; the caller knows which.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    private struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var data_offsets: [Int]
    }

    public static func encode(_ tensors: [(name: String, tensor: Tensor)]) throws -> [UInt8] {
        var entries: [String: Entry] = [:]
        var offset = 0
        for (name, tensor) in tensors {
            let end = offset + tensor.elements.count * 4
            entries[name] = Entry(dtype: "F32", shape: tensor.shape, data_offsets: [offset, end])
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header = Array(try encoder.encode(entries))
        // The format asks for tensors aligned to 8 bytes, the header padded with spaces.
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
        bytes.reserveCapacity(8 + header.count + offset)
        bytes += header
        for (_, tensor) in tensors { tensor.elements.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The tensors by name; in the file's order of names.
    public static func decode(_ bytes: [UInt8]) throws(Fault) -> [(name: String, tensor: Tensor)] {
        guard bytes.count >= 8 else { throw Fault(description: "a safetensors file of \(bytes.count) bytes ends before its header") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
        guard length <= 100_000_000, length <= UInt64(bytes.count - 8) else {
            throw Fault(description: "a safetensors header of \(length) bytes in a file of \(bytes.count)")
        }
        let start = 8 + Int(length)
        let entries: [String: Entry]
        do {
            entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<start]))
        } catch {
            throw Fault(description: "a safetensors header that is not of the form {name: {dtype, shape, data_offsets}}")
        }
        var tensors: [(name: String, tensor: Tensor)] = []
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard entry.dtype == "F32" else { throw Fault(description: "tensor '\(name)' has elements of type \(entry.dtype), not F32") }
            let offsets = entry.data_offsets
            guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= bytes.count - start,
                entry.shape.allSatisfy({ $0 >= 0 && $0 < 1 << 40 }),
                let tensor = Tensor(shape: entry.shape, bytes: Array(bytes[start + offsets[0]..<start + offsets[1]]))
            else { throw Fault(description: "tensor '\(name)' of shape \(entry.shape) does not lie at bytes \(offsets)") }
            tensors.append((name, tensor))
        }
        return tensors
    }
}

/// A shape and its 32-bit floats in row-major order: how weights are named, stored and exchanged. A value.
public struct Tensor: Hashable, Sendable {
    /// Lengths, the outermost first; empty for a single number.
    public let shape: [Int]
    /// The last index changes fastest.
    public let elements: [Float]

    /// - Precondition: `elements` has as many as the shape says.
    public init(shape: [Int], elements: [Float]) {
        precondition(shape.reduce(1, *) == elements.count, "\(elements.count) elements for a tensor of shape \(shape)")
        self.shape = shape
        self.elements = elements
    }

    /// The elements' bytes, little-endian, as they are hashed and stored.
    public var bytes: [UInt8] {
        elements.withUnsafeBytes { Array($0) }
    }

    /// Nil unless `bytes` has 4 for each element of the shape.
    public init?(shape: [Int], bytes: [UInt8]) {
        guard let count = Self.count(shape), bytes.count % 4 == 0, bytes.count / 4 == count else { return nil }
        self.shape = shape
        elements = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            filled = count
        }
    }

    /// Elements of a tensor of this shape; nil where a length is negative or the product is no `Int`.
    static func count(_ shape: [Int]) -> Int? {
        var count = 1
        for length in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflows else { return nil }
            count = product
        }
        return count
    }

    /// A matrix's transpose.
    public var transposed: Tensor {
        precondition(shape.count == 2, "the transpose of a tensor of shape \(shape)")
        var result = [Float](repeating: 0, count: elements.count)
        Kernels.transpose(rows: shape[0], columns: shape[1], elements, into: &result)
        return Tensor(shape: [shape[1], shape[0]], elements: result)
    }
}

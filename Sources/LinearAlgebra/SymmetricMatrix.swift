import CLinearAlgebra

/// A symmetric matrix of doubles `[order, order]`, of which the lower triangle is kept, column after column.
///
/// Of whole numbers below 2⁵³ every sum is exact: the same bits in any order and in any pieces.
public final class SymmetricMatrix {
    /// Rows, and as many columns.
    public let order: Int
    package let start: UnsafeMutablePointer<Double>

    /// Zeros.
    public init(order: Int) {
        self.order = order
        // The system's zeros: pages that are not written cost nothing.
        start = UnsafeMutableRawPointer.allocate(byteCount: max(64, order * order * 8), alignment: 64)
            .initializeMemory(as: Double.self, repeating: 0, count: max(8, order * order))
    }

    deinit { start.deallocate() }

    /// - Precondition: `row >= column`.
    public subscript(row: Int, column: Int) -> Double { start[column * order + row] }

    /// Adds Σ x · xᵀ over rows `[rows, order]`.
    public func add(products rows: UnsafePointer<Double>, rows count: Int, _ blas: BLAS) {
        guard count > 0 else { return }
        learnd_blas_add_products(Int32(order), Int32(count), rows, start)
    }

    /// Takes another matrix of the same order away, element by element.
    public func subtract(_ other: SymmetricMatrix) {
        precondition(order == other.order, "a matrix of order \(other.order) for one of \(order)")
        for column in 0..<order {
            let (own, others) = (start + column * order, other.start + column * order)
            for row in column..<order { own[row] -= others[row] }
        }
    }

    /// Multiplies every element.
    public func scale(by factor: Double) {
        for column in 0..<order {
            let own = start + column * order
            for row in column..<order { own[row] *= factor }
        }
    }

    /// A matrix of its own with the same elements.
    public func copy() -> SymmetricMatrix { leading(order) }

    /// The leading block, times a factor.
    public func leading(_ count: Int, times factor: Double = 1) -> SymmetricMatrix {
        precondition(count <= order, "a leading block of \(count) of a matrix of order \(order)")
        let block = SymmetricMatrix(order: count)
        for column in 0..<count {
            let (own, others) = (block.start + column * count, start + column * order)
            for row in column..<count { own[row] = factor * others[row] }
        }
        return block
    }

    /// The trace divided by the order; 0 for a matrix of order 0.
    public var meanDiagonal: Double { (0..<order).reduce(0) { $0 + self[$1, $1] } / Double(max(1, order)) }

    /// Elements of the lower triangle.
    public static func packedCount(order: Int) -> Int { order * (order + 1) / 2 }

    /// The lower triangle, column after column, as bytes of doubles, little-endian.
    public var packed: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.packedCount(order: order) * 8) { bytes, count in
            for column in 0..<order {
                let size = (order - column) * 8
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[count..<count + size])
                    .copyMemory(from: UnsafeRawBufferPointer(start: start + column * order + column, count: size))
                count += size
            }
        }
    }

    /// Nil unless `packed` has what a triangle of this order has.
    public convenience init?(order: Int, packed: [UInt8]) {
        guard order >= 0, packed.count == Self.packedCount(order: order) * 8 else { return nil }
        self.init(order: order)
        packed.withUnsafeBytes { bytes in
            var offset = 0
            for column in 0..<order {
                let size = (order - column) * 8
                UnsafeMutableRawBufferPointer(start: start + column * order + column, count: size)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + size]))
                offset += size
            }
        }
    }
}

extension SymmetricMatrix {
    /// Takes `factor` times x · xᵀ away.
    public func subtract(product x: [Double], times factor: Double) {
        precondition(x.count == order, "\(x.count) numbers for a matrix of order \(order)")
        for column in 0..<order {
            let (own, share) = (start + column * order, factor * x[column])
            for row in column..<order { own[row] -= share * x[row] }
        }
    }
}

import CLinearAlgebra

extension BLAS {
    /// Weighted sums of the leading features of some rows: `[rows, outputs]`.
    ///
    /// - Parameters:
    ///   - rows: `[count, stride]`.
    ///   - weights: Of each feature, every output's: `[features, outputs]`.
    public func multiply(_ rows: [Double], count: Int, stride: Int, by weights: [Double], features: Int, outputs: Int) -> [Double] {
        precondition(rows.count >= count * stride && features <= stride && weights.count == features * outputs, "weights for other rows")
        return [Double](unsafeUninitializedCapacity: count * outputs) { sums, filled in
            filled = count * outputs
            guard count > 0, outputs > 0 else { return }
            learnd_blas_multiply(Int32(outputs), Int32(count), Int32(features), weights, rows, Int32(stride), sums.baseAddress!)
        }
    }
}

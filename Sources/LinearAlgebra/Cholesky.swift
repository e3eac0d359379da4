import CLinearAlgebra

/// L with L · Lᵀ = A + ridge · I. The leading block of L is the factor of A's: one factorization solves for any leading block.
public final class Cholesky {
    private let factor: SymmetricMatrix

    /// Nil where the matrix is not positive definite.
    public init?(_ matrix: SymmetricMatrix, ridge: Double, _ blas: BLAS) {
        factor = matrix.copy()
        let order = factor.order
        for index in 0..<order { factor.start[index * order + index] += ridge }
        guard learnd_blas_factor(Int32(order), Int32(order), factor.start) == 0 else { return nil }
    }

    /// Each right side, `leading` numbers one after another, becomes its solution.
    public func solve(_ sides: inout [Double], leading block: Int, _ blas: BLAS) {
        precondition(block > 0 && block <= factor.order && sides.count % block == 0, "\(sides.count) numbers for a block of \(block)")
        sides.withUnsafeMutableBufferPointer {
            learnd_blas_solve(Int32(block), Int32(factor.order), Int32($0.count / block), factor.start, $0.baseAddress!)
        }
    }
}

import CLinearAlgebra
import Domain
import Glibc

/// OpenBLAS, loaded by whoever calls for it first and checked once: on one thread, so that the same numbers give the same bits.
///
/// Only the children that train or judge ask for it; the matrix product of training and prediction is ours (docs/decisions/0002).
public struct BLAS: Sendable {
    /// Its version and the kernels it chose.
    public var name: String { String(cString: learnd_blas_name()) }

    private static let outcome: Result<BLAS, Refusal> = Result { () throws(Refusal) in
        var error = [CChar](repeating: 0, count: 256)
        guard learnd_blas_load(&error, error.count) == 0 else {
            throw Refusal(
                .failed,
                what:
                    "the library for linear algebra does not load: \(String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))",
                fix: "install the package libopenblas0-serial, or set training.method: replay_ema"
            )
        }
        let blas = BLAS()
        guard blas.isRight() else {
            throw Refusal(
                .failed,
                what: "the library for linear algebra computes wrong results on this processor: \(blas.name)",
                fix: "install a newer OpenBLAS, or set OPENBLAS_CORETYPE to an older kind of processor, such as HASWELL"
            )
        }
        return blas
    }

    /// - Throws: `Refusal` where it is not installed, or computes wrong results here, as old releases do on new processors.
    public static func loaded() throws(Refusal) -> BLAS { try outcome.get() }

    private init() {}

    /// Whether a matrix of whole numbers, its factor and a solution come out as they must. The first are exact.
    private func isRight() -> Bool {
        let (order, rows) = (67, 129)
        func number(_ index: Int) -> Double { Double((index &* 7919 &+ index / order &* 104_729) % 16_385 - 8_192) }
        let numbers = (0..<order * rows).map(number)
        let matrix = SymmetricMatrix(order: order)
        matrix.add(products: numbers, rows: rows, self)
        for column in 0..<order {
            for row in column..<order {
                let sum = (0..<rows).reduce(0.0) { $0 + numbers[$1 * order + row] * numbers[$1 * order + column] }
                guard matrix[row, column] == sum else { return false }
            }
        }
        let ridge = 1e-3 * matrix.meanDiagonal
        guard let factor = Cholesky(matrix, ridge: ridge, self) else { return false }
        let wanted = (0..<order).map { Double($0) - 30 }
        var product = (0..<order).map { row in
            (0..<order).reduce(ridge * wanted[row]) { $0 + matrix[max(row, $1), min(row, $1)] * wanted[$1] }
        }
        factor.solve(&product, leading: order, self)
        return zip(product, wanted).allSatisfy { abs($0 - $1) < 1e-6 * 40 }
    }
}

import LinearAlgebra
import Models
import Tensors

extension FeatureSums {
    /// Of the mean of the covariance's diagonal.
    private static let ridge = 0.1

    /// What distances from these rows are told by; nil where their covariance cannot be inverted.
    ///
    /// - Parameter classes: In the order of the outputs.
    func distances(_ classes: [String], _ blas: BLAS) -> ClassDistances? {
        let count = min(count, ClassDistances.mostFeatures)
        let isOfNumbers = classes == [Self.ofNumbers]
        let solver = ReadOutSolver(self, classes: classes, kind: isOfNumbers ? .ridge : .discriminant, leading: count, blas)
        guard let precision = solver.precision(ridge: Self.ridge) else { return nil }
        let centers = isOfNumbers ? [[Double](repeating: 0, count: count)] : solver.centers
        return ClassDistances(
            mean: solver.means.map(Float.init),
            precision: precision.map(Float.init),
            centers: centers.flatMap { $0.map(Float.init) }
        )
    }
}

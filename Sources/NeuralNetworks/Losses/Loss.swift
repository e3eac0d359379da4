import Tensors

/// What a network's outputs cost: turns some rows' outputs into ∂(loss of the batch)/∂outputs, in place.
public protocol Loss: AnyObject {
    /// - Parameters:
    ///   - outputs: `[rows, output]`, of the rows from `firstRow` on; overwritten by the gradient.
    ///   - scratch: Floats, `scratchCount(rows:)` of them.
    /// - Returns: The sum over these rows of what the batch's loss reports.
    func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double
    /// Floats of scratch for so many rows.
    func scratchCount(rows: Int) -> Int
}

extension Loss {
    public func scratchCount(rows: Int) -> Int { 0 }
}

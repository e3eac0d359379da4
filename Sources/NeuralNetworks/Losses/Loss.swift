/// What a network's outputs cost: turns some rows' outputs into ∂(loss of the batch)/∂outputs, in place.
///
/// Called on several threads at once, with distinct rows.
public protocol Loss: AnyObject {
    /// - Parameters:
    ///   - outputs: `[rows, output]`, of the rows from `firstRow` on; overwritten by the gradient.
    ///   - scratch: As many floats as the trainer was told (`lossScratch`).
    /// - Returns: The sum over these rows of what the loss reports.
    func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double
}

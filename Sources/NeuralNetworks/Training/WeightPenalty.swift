/// What the loss asks of the weights themselves, such as that those that matter stay near where they were.
///
/// It is asked for each stretch of the parameters as soon as its gradients are whole, by whichever thread has them: stretches do not overlap.
public protocol WeightPenalty: AnyObject, Sendable {
    /// Adds ∂penalty/∂parameters to the gradients, before these are measured and clipped.
    ///
    /// - Parameter offset: Of the stretch in the network's parameters.
    func add(to gradients: UnsafeMutablePointer<Float>, at parameters: UnsafePointer<Float>, offset: Int, count: Int)
}

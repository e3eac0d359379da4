import Glibc
import TextEncoding

/// What a row's tokens say of each class, out of their sums: Σ t · (ln P(token | class) − ln P(token | any other class)), a naive Bayes classifier against the
/// rest (Rennie and others, 2003), less what is the same for all classes.
///
/// Of a token that a class has never had, only what is the same for all is left: so a weight is kept for each pair that has come together, and a row costs as
/// many products as its tokens have classes.
package struct TokenWeights: Sendable {
    /// Of each token, where its pairs begin; one more for the end.
    private let starts: [UInt32]
    private let classes: [UInt32]
    private let weights: [Float]
    /// By class: what each unit of a text's weight says.
    private let masses: [Float]

    /// What each sum is taken to be larger, in units of a token's weight.
    private static let smoothing = 0.001

    /// - Parameter names: The classes, in the order of the logits.
    package init(_ sums: TokenSums, classes names: [String]) {
        let unit = 1 / Double(RowTokens.steps)
        let pairs = names.map(sums.sorted)
        var ofTokens = [Double](repeating: 0, count: HashedText.tokenCount)
        var starts = [UInt32](repeating: 0, count: HashedText.tokenCount + 1)
        for (place, sum) in pairs.joined() {
            ofTokens[Int(place)] += Double(sum) * unit
            starts[Int(place) + 1] += 1
        }
        for place in 0..<HashedText.tokenCount { starts[place + 1] += starts[place] }
        let ofClasses = pairs.map { $0.reduce(0) { $0 + Double($1.sum) * unit } }
        let total = ofClasses.reduce(0, +)
        let apart = Self.smoothing * Double(HashedText.tokenCount)
        let masses = ofClasses.map { log((total - $0 + apart) / ($0 + apart)) }
        // A class without words is no likelier than any other where the words are new.
        let least = zip(masses, ofClasses).filter { $1 > 0 }.map(\.0).min() ?? 0
        self.masses = zip(masses, ofClasses).map { Float($1 > 0 ? $0 : least) }
        var next = starts
        var classes = [UInt32](repeating: 0, count: Int(starts.last!))
        var weights = [Float](repeating: 0, count: classes.count)
        for (index, own) in pairs.enumerated() {
            for (place, sum) in own {
                let (sum, all, slot) = (Double(sum) * unit, ofTokens[Int(place)], Int(next[Int(place)]))
                next[Int(place)] += 1
                classes[slot] = UInt32(index)
                weights[slot] = Float(
                    log((sum + Self.smoothing) / Self.smoothing) - log((all - sum + Self.smoothing) / (all + Self.smoothing))
                )
            }
        }
        (self.starts, self.classes, self.weights) = (starts, classes, weights)
    }

    /// Adds `factor` times a row's logits to `logits` `[classes]`.
    package func add(_ tokens: UnsafeBufferPointer<HashedToken>, factor: Float, to logits: UnsafeMutablePointer<Float>) {
        var total: Float = 0
        for token in tokens {
            total += token.weight
            let share = token.weight * (factor / RowTokens.steps)
            for slot in Int(starts[Int(token.place)])..<Int(starts[Int(token.place) + 1]) {
                logits[Int(classes[slot])] += share * weights[slot]
            }
        }
        for (index, mass) in masses.enumerated() { logits[index] += total * (factor / RowTokens.steps) * mass }
    }
}

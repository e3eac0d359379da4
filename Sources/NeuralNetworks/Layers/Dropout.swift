import Domain
import Tensors

/// Sets a share of the inputs to 0 and raises the others, so that their mean stays, while training; else does nothing.
///
/// What is dropped depends on the pass's seed, the layer, the row's number and the place in the row alone: the same on any number of threads.
public struct Dropout: Layer {
    /// A vector or an image.
    public let input: Extent
    /// The probability with which an input becomes 0, 0 to below 1.
    public let share: Float
    /// Tells this layer from others of the network.
    let number: UInt64

    /// As the input.
    public var output: Extent { input }
    /// False where there is a share to drop.
    public var isSameInTraining: Bool { share == 0 }
    /// What each input was multiplied by.
    public var cacheCount: Int { input.count }

    /// y = x · m, m drawn as 0 or 1 / (1 − share) for each input. Without a seed y = x. Fills the cache where there is one.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        guard let seed = pass.seed, share > 0 else {
            y.update(from: x, count: pass.places * input.count)
            if let cache = pass.cache { cache.update(repeating: 1, count: pass.places * input.count) }
            return
        }
        let factor = 1 / (1 - share)
        for row in 0..<pass.rows {
            let places = pass.places(of: row)
            let ofRow = seed &+ number &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(pass.firstRow + row) &* 0xd1b5_4a32_d192_ed03
            for place in places {
                var random = RandomSource(seed: ofRow &+ UInt64(place - places.lowerBound) &* 0xa076_1d64_78bd_642f)
                for index in place * input.count..<(place + 1) * input.count {
                    let mask = random.uniform() < share ? 0 : factor
                    y[index] = mask * x[index]
                    if let cache = pass.cache { cache[index] = mask }
                }
            }
        }
    }

    /// dx = dy · m, with the m that `forward` left in the cache.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx, let cache = pass.cache else { return }
        for index in 0..<pass.places * input.count { dx[index] = cache[index] * dy[index] }
    }
}

extension Dropout {
    package struct Form: LayerForm {
        package static let word = "dropout"
        package static let usage = "dropout 0.2"
        package let share: Double

        package init(_ words: inout LayerWords) throws(Refusal) { share = try words.share() }

        package func layer(at site: inout LayerSite) -> (any Layer)? {
            Dropout(input: site.input, share: Float(share), number: site.allocator.chance())
        }
    }
}

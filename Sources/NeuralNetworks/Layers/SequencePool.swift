import Tensors

/// One place of each row's places: what a row is from there on.
public struct SequencePool: Layer {
    /// What is made of a row's places.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Their mean.
        case mean
        /// The first of them, where BERT puts its `[CLS]`.
        case first
    }

    /// `width` floats a place.
    public let input: Extent
    /// What is made of a row's places.
    public let kind: Kind

    /// As the input, but `[N, width]`.
    public var output: Extent { input }
    /// True.
    public var poolsPlaces: Bool { true }

    /// Sums go from the first place to the last.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        let width = input.count
        for row in 0..<pass.rows {
            let (places, to) = (pass.places(of: row), y + row * width)
            switch kind {
            case .first: to.update(from: x + places.lowerBound * width, count: width)
            case .mean:
                Kernels.columnSums(x + places.lowerBound * width, rows: places.count, width: width, into: to)
                let share = 1 / Float(places.count)
                for index in 0..<width { to[index] *= share }
            }
        }
    }

    /// dx = dy / places for each of the row's, or dy for the first and 0 for the others.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        let width = input.count
        for row in 0..<pass.rows {
            let (places, from) = (pass.places(of: row), dy + row * width)
            for place in places {
                let to = dx + place * width
                switch kind {
                case .first where place == places.lowerBound: to.update(from: from, count: width)
                case .first: to.update(repeating: 0, count: width)
                case .mean:
                    let share = 1 / Float(places.count)
                    for index in 0..<width { to[index] = from[index] * share }
                }
            }
        }
    }
}

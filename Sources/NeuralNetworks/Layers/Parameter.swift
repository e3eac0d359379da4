import Tensors

/// A layer's weight, bias or scale: its name and shape as PyTorch has them, and where it lies in the network's flat parameters.
public struct Parameter: Hashable, Sendable {
    /// `layers.0.weight`.
    public let path: String
    /// PyTorch's.
    public let shape: [Int]
    /// Where its floats lie.
    public let segment: ParameterSegment
    /// Floats before it in its segment: in the network's flat parameters, or in the mapped file.
    public let offset: Int
    /// Of an owned one that lies in the mapped file, too, as it was before it learned: the floats before it there.
    public let mappedOffset: Int?
    /// Its number among the parameters whose gradient is summed micro-batch by micro-batch; nil where it is taken over all rows at once, or never.
    package let microBatchNumber: Int?
    /// Whether weight decay applies: to matrices and kernels, not to biases and scales.
    public let decays: Bool
    /// What it begins as in a new network.
    let initial: Initialization
    /// How it is stored, as a transpose of PyTorch's: the stored dimensions, and which of them each of PyTorch's is.
    let storage: [Int]
    let axes: [Int]

    /// Floats that it takes in the flat parameters.
    public var count: Int { storage.reduce(1, *) }

    /// Stored elements in PyTorch's order.
    public func exported(_ elements: ArraySlice<Float>) -> Tensor {
        Tensor(shape: shape, elements: Self.permuted(Array(elements), shape: storage, axes: axes))
    }

    /// A tensor of PyTorch's order as it is stored.
    ///
    /// - Precondition: The tensor has this shape.
    public func imported(_ tensor: Tensor) -> [Float] {
        precondition(tensor.shape == shape, "a tensor of shape \(tensor.shape) for \(path) of \(shape)")
        let exportedShape = axes.map { storage[$0] }
        let back = storage.indices.map { axis in axes.firstIndex(of: axis)! }
        return Self.permuted(tensor.elements, shape: exportedShape, axes: back)
    }

    private static func permuted(_ elements: [Float], shape: [Int], axes: [Int]) -> [Float] {
        let long = axes.filter { shape[$0] > 1 }
        guard long != long.sorted() else { return elements }
        if long.count == 2 {
            let (rows, columns) = (shape[long[1]], shape[long[0]])
            return Tensor(shape: [rows, columns], elements: elements).transposed.elements
        }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        let (sizes, steps) = (axes.map { shape[$0] }, axes.map { strides[$0] })
        var index = [Int](repeating: 0, count: axes.count)
        var position = 0
        return [Float](unsafeUninitializedCapacity: elements.count) { result, count in
            for target in elements.indices {
                result[target] = elements[position]
                // The index counts up, its last digit fastest.
                for axis in axes.indices.reversed() {
                    index[axis] += 1
                    position += steps[axis]
                    if index[axis] < sizes[axis] { break }
                    position -= steps[axis] * sizes[axis]
                    index[axis] = 0
                }
            }
            count = elements.count
        }
    }
}

/// What a parameter of a new network begins as.
enum Initialization: Hashable, Sendable {
    case zeros, ones
    case normal(deviation: Float)

    /// He's, for a matrix or kernel before a ReLU, by what one output is summed over (He et al. 2015).
    static func he(inputs: Int) -> Initialization { .normal(deviation: (2 / Float(max(1, inputs))).squareRoot()) }

    func fill(_ start: UnsafeMutablePointer<Float>, count: Int, _ random: inout RandomSource) {
        switch self {
        case .zeros: start.update(repeating: 0, count: count)
        case .ones: start.update(repeating: 1, count: count)
        case .normal(let deviation): random.fillNormal(start, count: count, deviation: deviation)
        }
    }
}

/// Hands out places in a network's flat parameters and in its mapped ones, one after another.
struct ParameterAllocator {
    /// Where the next ones lie.
    var segment = ParameterSegment.owned
    /// Paths of parameters of the file that are the model's own all the same: they lie in both segments.
    var own: Set<String> = []
    /// Beside which maps adapters are put; nil: beside none.
    var adapters: LowRank?
    /// Whether linear maps within layers are multiplied in bfloat16 while training.
    var multipliesPairs = false
    private(set) var count = 0
    private(set) var mappedCount = 0
    private(set) var microBatchParameters = 0
    private var chances: UInt64 = 0

    /// A number of its own for each layer that goes by chance.
    mutating func chance() -> UInt64 {
        chances += 1
        return chances
    }

    /// - Parameters:
    ///   - axes: The stored dimension that each of PyTorch's is; nil: stored as PyTorch does.
    ///   - shape: PyTorch's, where it joins dimensions; nil: the stored ones in the order of `axes`.
    mutating func parameter(
        _ path: String,
        stored storage: [Int],
        axes: [Int]? = nil,
        shape: [Int]? = nil,
        initial: Initialization = .zeros,
        decays: Bool,
        perMicroBatch: Bool
    ) -> Parameter {
        let axes = axes ?? Array(storage.indices)
        let place: ParameterSegment = own.contains(path) ? .owned : segment
        let isSummed = perMicroBatch && place == .owned
        let parameter = Parameter(
            path: path,
            shape: shape ?? axes.map { storage[$0] },
            segment: place,
            offset: place == .owned ? count : mappedCount,
            mappedOffset: place == segment ? nil : mappedCount,
            microBatchNumber: isSummed ? microBatchParameters : nil,
            decays: decays,
            initial: initial,
            storage: storage,
            axes: axes
        )
        if place == .owned { count += parameter.count }
        // What is the model's own leaves its place in the file unread.
        if segment == .mapped { mappedCount += parameter.count }
        if isSummed { microBatchParameters += 1 }
        return parameter
    }
}

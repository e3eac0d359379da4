/// Puts a row of a table in the place of each category: `[dense | categories]` becomes `[dense | their embeddings]`.
///
/// A category comes as its level's number, a whole number in a float; table t is `[levels, width]`, named `embeddings.t.weight`.
public struct Embedding: Layer {
    /// `dense` numbers and one level's number a category.
    public let input: Extent
    /// `dense + categories · width` floats.
    public let output: Extent
    /// Floats of each embedding, the same in all tables.
    public let width: Int
    /// The tables, one a category. They begin with a deviation of 0.5 and do not decay.
    public let parameters: [Parameter]
    private let dense: Int

    /// - Parameters:
    ///   - levels: Of each category.
    ///   - dense: Numbers before the categories, which pass through.
    init(dense: Int, levels: [Int], width: Int, _ allocator: inout ParameterAllocator) {
        self.dense = dense
        self.width = width
        input = Extent(features: dense + levels.count)
        output = Extent(features: dense + levels.count * width)
        parameters = levels.enumerated().map { index, levels in
            allocator.parameter(
                "embeddings.\(index).weight",
                stored: [levels, width],
                initial: .normal(deviation: 0.5),
                decays: false,
                perMicroBatch: false
            )
        }
    }

    /// One a table.
    public var gradientSlices: Int { parameters.count }

    /// All of table `slice`; nothing of the others.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> { 0..<(slice == parameter ? parameters[slice].count : 0) }

    /// Copies. A level's number must be one of its table's: it is not checked.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        for row in 0..<pass.places {
            let (from, to) = (x + row * input.count, y + row * output.count)
            to.update(from: from, count: dense)
            for (index, table) in parameters.enumerated() {
                (to + dense + index * width).update(from: pass.parameter(table) + Int(from[dense + index]) * width, count: width)
            }
        }
    }

    /// dx = dy of the dense numbers, and 0 for the levels.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        // A level has no slope.
        for row in 0..<pass.places {
            let to = dx + row * input.count
            to.update(from: dy + row * output.count, count: dense)
            (to + dense).update(repeating: 0, count: parameters.count)
        }
    }

    /// Adds each row's dy to its level's place, row after row; levels that no row has get 0.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        guard let table = gradients(slice) else { return }
        table.update(repeating: 0, count: parameters[slice].count)
        for row in 0..<batch.places {
            let to = table + Int(x[row * input.count + dense + slice]) * width
            let from = dy + row * output.count + dense + slice * width
            for index in 0..<width { to[index] += from[index] }
        }
    }
}

import Tensors

/// One step of a network: a pure function of parameters and rows, with its backward pass written by hand.
///
/// Legend, here and in every layer: N rows of a pass; `x [N, input]`, `y [N, output]`, and gradients named `d…`, of the same shape.
/// A layer holds no buffers: what it needs from the forward pass for the backward pass lies in `cache`, what it needs for a moment in `scratch`.
///
/// Gradients come in one of two ways. A layer whose rows are large (convolutions, normalizations) adds to sums of its pass's micro-batch, and
/// the micro-batches are summed in their order; one whose gradient is a matrix product over all rows (`Linear`) takes it over the whole batch at
/// once. Neither depends on how many threads there are.
public protocol Layer: Sendable {
    var input: Extent { get }
    var output: Extent { get }
    var parameters: [Parameter] { get }
    /// Floats a row that `forward` leaves for `backward`, besides x and y.
    var cacheCount: Int { get }
    /// Floats of scratch for a pass, whatever its rows, and for each of them.
    var scratchCount: Int { get }
    var scratchCountPerRow: Int { get }
    /// Floats that `prepare` makes from the parameters before each step, for the backward pass.
    var preparedCount: Int { get }
    /// Whether its own gradients go through what `prepare` makes, even where nothing below it learns: layers within it.
    var preparesForItself: Bool { get }
    /// Slices into which the gradient over the whole batch is cut, so that threads can share it; 0 where the layer has sums of micro-batches.
    var gradientSlices: Int { get }
    /// The floats of a parameter, by its place in `parameters`, that a slice fills.
    func gradientRange(slice: Int, parameter: Int) -> Range<Int>

    /// This layer with its weights in 8 bits, for serving alone; itself where that would gain nothing.
    func quantized(_ parameters: UnsafePointer<Float>) -> Self
    func prepare(_ parameters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>)
    /// Fills y.
    func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass)
    /// Fills dx, where wanted, and adds to the micro-batch's sums, where there are any. May overwrite dy: what stands there afterwards is what
    /// `gradient` reads.
    func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    )
    /// Fills a slice of the gradients over all rows.
    ///
    /// - Parameter gradients: Each parameter's, in the order of `parameters`; nil for a frozen one.
    func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        rows: Int,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    )
}

/// What a layer works with on some rows, besides them.
public struct LayerPass {
    /// N.
    public var rows: Int
    /// The first row's number in the batch: what chance decides goes by it.
    public var firstRow = 0
    /// A forward pass with a backward pass after it.
    public var isTraining = false
    /// Decides what is dropped; nil: nothing is, as in predictions.
    public var seed: UInt64?
    /// The network's.
    public var parameters: UnsafePointer<Float>
    /// This layer's; nil on a forward pass without a backward pass.
    public var cache: UnsafeMutablePointer<Float>?
    /// What `prepare` made of this layer's parameters before the step; nil on a forward pass.
    public var prepared: UnsafePointer<Float>?
    /// `scratchCount` floats and `scratchCountPerRow` for each row, for this pass alone; their content is of no matter.
    public var scratch: UnsafeMutablePointer<Float>
    /// The micro-batch's sums of gradients; nil where this layer is frozen.
    public var sums: UnsafeMutablePointer<Float>?
    /// By a parameter's `microBatchNumber`: the floats before its own in `sums`; negative where it is frozen.
    public var sumOffsets: UnsafePointer<Int>?

    package init(rows: Int, firstRow: Int = 0, parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) {
        self.rows = rows
        self.firstRow = firstRow
        self.parameters = parameters
        self.scratch = scratch
    }

    func parameter(_ parameter: Parameter) -> UnsafePointer<Float> { parameters + parameter.offset }

    /// Nil where it is frozen.
    func sum(_ parameter: Parameter) -> UnsafeMutablePointer<Float>? {
        guard let sums, let sumOffsets, sumOffsets[parameter.microBatchNumber!] >= 0 else { return nil }
        return sums + sumOffsets[parameter.microBatchNumber!]
    }
}

/// Layers without parameters, scratch or anything kept leave these out.
extension Layer {
    /// None: nothing to learn.
    public var parameters: [Parameter] { [] }
    /// 0: the backward pass manages with x and y.
    public var cacheCount: Int { 0 }
    /// 0, whatever the rows.
    public var scratchCount: Int { 0 }
    /// 0 for each row.
    public var scratchCountPerRow: Int { 0 }
    /// 0: `prepare` makes nothing.
    public var preparedCount: Int { 0 }
    /// False: what is prepared serves dx alone, and is left out where no dx is wanted.
    public var preparesForItself: Bool { false }
    /// 0: there are no parameters, or their gradients are summed micro-batch by micro-batch.
    public var gradientSlices: Int { 0 }
    /// Empty, since there are no slices.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> { 0..<0 }

    /// Itself: no weights that are worth 8 bits.
    public func quantized(_ parameters: UnsafePointer<Float>) -> Self { self }

    /// Does nothing.
    public func prepare(_ parameters: UnsafePointer<Float>, into prepared: UnsafeMutablePointer<Float>) {}

    /// Does nothing, and is not called where there are no slices.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        rows: Int,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {}
}

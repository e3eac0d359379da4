import Tensors

/// One step of a network: a pure function of parameters and rows, with its backward pass written by hand.
///
/// Legend, here and in every layer: a pass has N rows, each of one place or, in a sequence, of several that lie side by side: P places in all,
/// and P = N where nothing else is said; `x [P, input]`, `y [P, output]`, and gradients named `d…`, of the same shape. Most layers work on each
/// place by itself; attention and pooling look at a row's places together, by the pass's offsets.
/// A layer holds no buffers: what it needs from the forward pass for the backward pass lies in `cache`, what it needs for a moment in `scratch`.
///
/// Gradients come in one of two ways. A layer whose rows are large (convolutions, normalizations) adds to sums of its pass's micro-batch, and
/// the micro-batches are summed in their order; one whose gradient is a matrix product over all places (`Linear`) takes it over the whole batch
/// at once. Neither depends on how many threads there are.
public protocol Layer: Sendable {
    var input: Extent { get }
    var output: Extent { get }
    var parameters: [Parameter] { get }
    /// Whether it makes one place of each row: `y [N, output]`, and a row is one place from there on.
    var poolsPlaces: Bool { get }
    /// Whether a training pass puts out the bytes of a prediction: nothing goes by chance, and nothing is rounded otherwise.
    var isSameInTraining: Bool { get }
    /// Floats a place that `forward` leaves for `backward`, besides x and y.
    var cacheCount: Int { get }
    /// Floats a place that `forward` and `backward` leave for each other and for `gradient`, each part side by side over the whole batch.
    var batchCacheCount: Int { get }
    /// Floats of scratch for a pass, whatever its places, and for each of them.
    var scratchCount: Int { get }
    var scratchCountPerPlace: Int { get }
    /// Floats that `prepare` makes from the parameters before each step, for the backward pass.
    var preparedCount: Int { get }
    /// Whether its own gradients go through what `prepare` makes, even where nothing below it learns: layers within it.
    var preparesForItself: Bool { get }
    /// Slices into which the gradient over the whole batch is cut, so that threads can share it; 0 where the layer has sums of micro-batches.
    var gradientSlices: Int { get }
    /// The floats of a parameter, by its place in `parameters`, that a slice fills.
    func gradientRange(slice: Int, parameter: Int) -> Range<Int>

    /// This layer with its weights in 8 bits, for serving alone; itself where that would gain nothing.
    func quantized(_ parameters: ParameterMemory) -> Self
    /// This layer with its weights in bfloat16, for serving alone; itself where that is not built.
    func rounded(_ parameters: ParameterMemory) -> Self
    /// Makes what the backward pass reads.
    ///
    /// - Parameter isFirst: Nothing was made there before: what never changes need not be made again.
    func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool)
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
    /// Fills a slice of the gradients over all places of the batch.
    ///
    /// - Parameter gradients: Each parameter's, in the order of `parameters`; nil for a frozen one.
    func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    )
}

/// Layers without parameters, scratch or anything kept leave these out.
extension Layer {
    /// None: nothing to learn.
    public var parameters: [Parameter] { [] }
    /// False: as many places come out as went in.
    public var poolsPlaces: Bool { false }
    /// True: there is neither chance nor another precision.
    public var isSameInTraining: Bool { true }
    /// 0: the backward pass manages with x and y.
    public var cacheCount: Int { 0 }
    /// 0: `gradient` manages with x and dy.
    public var batchCacheCount: Int { 0 }
    /// 0, whatever the places.
    public var scratchCount: Int { 0 }
    /// 0 for each place.
    public var scratchCountPerPlace: Int { 0 }
    /// 0: `prepare` makes nothing.
    public var preparedCount: Int { 0 }
    /// False: what is prepared serves dx alone, and is left out where no dx is wanted.
    public var preparesForItself: Bool { false }
    /// 0: there are no parameters, or their gradients are summed micro-batch by micro-batch.
    public var gradientSlices: Int { 0 }
    /// Empty, since there are no slices.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> { 0..<0 }

    /// Itself: no weights that are worth 8 bits.
    public func quantized(_ parameters: ParameterMemory) -> Self { self }

    /// Itself: no weights that are worth rounding.
    public func rounded(_ parameters: ParameterMemory) -> Self { self }

    /// Does nothing.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {}

    /// Does nothing, and is not called where there are no slices.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {}
}

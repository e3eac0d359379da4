import Tensors

/// What a layer works with on some rows, besides them.
public struct LayerPass {
    /// N.
    public var rows: Int
    /// The first row's number in the batch: what chance decides goes by it.
    public var firstRow = 0
    /// P: N where a row is one place.
    public var places: Int
    /// The first place's number in the batch.
    public var firstPlace = 0
    /// Where each row begins among the batch's places, and where the last one ends: N + 1 numbers, the first of them `firstPlace`. Nil: a row is
    /// one place.
    public var offsets: UnsafePointer<Int32>?
    /// A forward pass with a backward pass after it.
    public var isTraining = false
    /// Decides what is dropped; nil: nothing is, as in predictions.
    public var seed: UInt64?
    /// The network's.
    public var parameters: ParameterMemory
    /// This layer's; nil on a forward pass without a backward pass.
    public var cache: UnsafeMutablePointer<Float>?
    /// This layer's of the whole batch: see `batchCache(_:_:)`. Nil on a forward pass without a backward pass.
    public var batchCache: UnsafeMutablePointer<Float>?
    /// Places that `batchCache` is laid out for.
    public var batchPlaces = 0
    /// The number of the first of them in the batch.
    public var batchFirstPlace = 0
    /// What `prepare` made of this layer's parameters before the step; nil on a forward pass without a backward pass through it.
    public var prepared: UnsafePointer<Float>?
    /// `scratchCount` floats and `scratchCountPerPlace` for each place, for this pass alone; their content is of no matter.
    public var scratch: UnsafeMutablePointer<Float>
    /// The micro-batch's sums of gradients; nil where this layer is frozen.
    public var sums: UnsafeMutablePointer<Float>?
    /// By a parameter's `microBatchNumber`: the floats before its own in `sums`; negative where it is frozen.
    public var sumOffsets: UnsafePointer<Int>?

    /// Rows of one place each, unless `offsets` says where they begin.
    package init(
        rows: Int,
        firstRow: Int = 0,
        offsets: UnsafePointer<Int32>? = nil,
        parameters: ParameterMemory,
        scratch: UnsafeMutablePointer<Float>
    ) {
        self.rows = rows
        self.firstRow = firstRow
        self.offsets = offsets
        places = offsets.map { Int($0[rows] - $0[0]) } ?? rows
        firstPlace = offsets.map { Int($0[0]) } ?? firstRow
        self.parameters = parameters
        self.scratch = scratch
    }

    /// The same rows behind a layer that has made one place of each.
    package var pooled: LayerPass {
        var pass = self
        (pass.places, pass.firstPlace, pass.offsets) = (rows, firstRow, nil)
        return pass
    }

    /// A row's places among those of the pass.
    func places(of row: Int) -> Range<Int> {
        guard let offsets else { return row..<row + 1 }
        return Int(offsets[row] - offsets[0])..<Int(offsets[row + 1] - offsets[0])
    }

    func parameter(_ parameter: Parameter) -> UnsafePointer<Float> { parameters[parameter] }

    /// Nil where it is frozen.
    func sum(_ parameter: Parameter) -> UnsafeMutablePointer<Float>? {
        guard let sums, let sumOffsets, let number = parameter.microBatchNumber, sumOffsets[number] >= 0 else { return nil }
        return sums + sumOffsets[number]
    }

    /// This pass's places in a part of the batch's cache.
    ///
    /// - Parameters:
    ///   - before: Floats a place of the parts before it.
    ///   - width: Floats a place of the part.
    func batchCache(before: Int, width: Int) -> UnsafeMutablePointer<Float>? {
        batchCache.map { $0 + before * batchPlaces + (firstPlace - batchFirstPlace) * width }
    }
}

/// What a layer's gradient over the whole batch is taken from, besides x and dy.
public struct BatchPass {
    /// N of the batch.
    public var rows: Int
    /// P of the batch: the places that x and dy have, for a layer behind a pooling one as many as rows.
    public var places: Int
    /// As `LayerPass.offsets`, of the whole batch.
    public var offsets: UnsafePointer<Int32>?
    /// The layer's, as `forward` and `backward` have filled it.
    public var batchCache: UnsafePointer<Float>?
    /// Places that `batchCache` is laid out for.
    public var batchPlaces = 0

    package init(rows: Int, places: Int, offsets: UnsafePointer<Int32>? = nil) {
        self.rows = rows
        self.places = places
        self.offsets = offsets
    }

    /// All places of a part of the batch's cache: see `LayerPass.batchCache(before:width:)`.
    func batchCache(before: Int) -> UnsafePointer<Float> { batchCache! + before * batchPlaces }
}

import Tensors

/// Which linear maps of encoder layers have low-rank adapters beside them, and of what form (LoRA: Hu et al. 2021).
public struct LowRank: Hashable, Sendable {
    /// The linear maps of an encoder layer.
    public enum Map: String, Hashable, Sendable, CaseIterable {
        /// The three of attention, which are stored as one.
        case query, key, value
        /// Attention's last.
        case output = "out_proj"
        /// The two of the feed-forward.
        case linear1, linear2
    }

    /// The maps that have one.
    public var maps: Set<Map>
    /// r: numbers between the two factors, at least 1.
    public var rank: Int
    /// α: what an adapter puts out is multiplied by α / r.
    public var alpha: Float
    /// The share of an adapter's inputs that is dropped while training.
    public var dropout: Float

    /// Nothing is checked.
    public init(maps: Set<Map>, rank: Int, alpha: Float, dropout: Float = 0) {
        self.maps = maps
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
    }

    /// What is to be added to a map's weight `[out, in]` for it to answer as it does with its adapter.
    ///
    /// - Parameters:
    ///   - a: `[rank, in]`.
    ///   - b: `[out, rank]`.
    public func change(a: Tensor, b: Tensor) -> Tensor {
        let (inputs, outputs, scale) = (a.shape[1], b.shape[0], alpha / Float(rank))
        var elements = [Float](repeating: 0, count: outputs * inputs)
        for output in 0..<outputs {
            for number in 0..<rank {
                let factor = scale * b.elements[output * rank + number]
                for input in 0..<inputs { elements[output * inputs + input] += factor * a.elements[number * inputs + input] }
            }
        }
        return Tensor(shape: [outputs, inputs], elements: elements)
    }
}

/// y[columns] += α / r · drop(x) · A · B, beside a linear map within a layer.
///
/// `A [in, r]` begins at random and `B [r, out]` at 0, so that a new adapter changes nothing; in files they have PyTorch's form, `[r, in]` and `[out, r]`.
struct LowRankAdapter: Sendable {
    let a: Parameter
    let b: Parameter
    /// Of the map's output.
    private let columns: Range<Int>
    private let inputs: Int
    private let rank: Int
    private let scale: Float
    private let dropout: RowDropout

    /// - Parameter path: `encoder.0.self_attn.query`.
    init(_ path: String, _ form: LowRank, inputs: Int, columns: Range<Int>, _ allocator: inout ParameterAllocator) {
        self.columns = columns
        self.inputs = inputs
        rank = form.rank
        scale = form.alpha / Float(form.rank)
        dropout = RowDropout(share: form.dropout, &allocator)
        let segment = allocator.segment
        allocator.segment = .owned
        defer { allocator.segment = segment }
        a = allocator.parameter(
            path + ".lora_A.weight",
            stored: [inputs, rank],
            axes: [1, 0],
            // As uniform numbers of Kaiming's bound for a slope of √5, which peft draws.
            initial: .normal(deviation: 1 / (3 * Float(inputs)).squareRoot()),
            decays: true,
            perMicroBatch: false
        )
        b = allocator.parameter(path + ".lora_B.weight", stored: [rank, columns.count], axes: [1, 0], decays: true, perMicroBatch: false)
    }

    var parameters: [Parameter] { [a, b] }
    var isSameInTraining: Bool { dropout.share == 0 }
    /// α / r · drop(x) · A, its gradient, and drop(x) where anything is dropped.
    var keptCount: Int { 2 * rank + (dropout.share > 0 ? inputs : 0) }
    /// What goes through the adapter, where nothing is kept.
    var scratchCountPerPlace: Int { rank }
    /// Aᵀ and Bᵀ.
    var preparedCount: Int { rank * (inputs + columns.count) }

    func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>) {
        Kernels.transpose(rows: inputs, columns: rank, parameters[a], into: prepared)
        Kernels.transpose(rows: rank, columns: columns.count, parameters[b], into: prepared + rank * inputs)
    }

    /// Adds to `y [places, out]`.
    ///
    /// - Parameters:
    ///   - before: Floats a place of the batch's cache before the adapter's own.
    ///   - scratch: `scratchCountPerPlace` floats for each place.
    func forward(
        _ x: UnsafePointer<Float>,
        addingTo y: UnsafeMutablePointer<Float>,
        outputs: Int,
        _ pass: LayerPass,
        before: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        var x = x
        if dropout.isActive(pass), let dropped = pass.batchCache(before: before + 2 * rank, width: inputs) {
            dropout.apply(x, into: dropped, width: inputs, pass)
            x = UnsafePointer(dropped)
        } else if dropout.share > 0, let dropped = pass.batchCache(before: before + 2 * rank, width: inputs) {
            dropped.update(from: x, count: pass.places * inputs)
        }
        let through = pass.batchCache(before: before, width: rank) ?? scratch
        Kernels.multiply(x, pass.parameter(a), into: through, m: pass.places, n: rank, k: inputs)
        for index in 0..<pass.places * rank { through[index] *= scale }
        Kernels.multiplyAdding(
            through,
            pass.parameter(b),
            to: y + columns.lowerBound,
            stride: outputs,
            m: pass.places,
            n: columns.count,
            k: rank
        )
    }

    /// Adds to dx, where wanted; what `gradient` reads takes its place in the batch's cache.
    func backward(
        _ dy: UnsafePointer<Float>,
        outputs: Int,
        addingTo dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass,
        before: Int,
        prepared: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard let slopes = pass.batchCache(before: before + rank, width: rank) else { return }
        Kernels.multiply(
            dy + columns.lowerBound,
            stride: outputs,
            prepared + rank * inputs,
            into: slopes,
            m: pass.places,
            n: rank,
            k: columns.count
        )
        for index in 0..<pass.places * rank { slopes[index] *= scale }
        guard let dx else { return }
        guard dropout.isActive(pass) else {
            return Kernels.multiplyAdding(slopes, prepared, to: dx, stride: inputs, m: pass.places, n: inputs, k: rank)
        }
        Kernels.multiply(slopes, prepared, into: scratch, m: pass.places, n: inputs, k: rank)
        dropout.apply(scratch, into: scratch, width: inputs, pass)
        Kernels.add(scratch, to: dx, count: pass.places * inputs)
    }

    /// Floats of scratch a place for `backward`.
    var backwardScratchCountPerPlace: Int { dropout.share > 0 ? inputs : 0 }

    /// dA and dB over all places of the batch.
    func gradient(
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        outputs: Int,
        _ batch: BatchPass,
        before: Int,
        a da: UnsafeMutablePointer<Float>?,
        b db: UnsafeMutablePointer<Float>?
    ) {
        let x = dropout.share > 0 ? batch.batchCache(before: before + 2 * rank) : x
        let (through, slopes) = (batch.batchCache(before: before), batch.batchCache(before: before + rank))
        if let da { Kernels.multiplyTransposed(x, slopes, into: da, m: inputs, n: rank, k: batch.places) }
        if let db {
            Kernels.multiplyTransposed(
                through,
                dy + columns.lowerBound,
                bStride: outputs,
                into: db,
                m: rank,
                n: columns.count,
                k: batch.places
            )
        }
    }
}

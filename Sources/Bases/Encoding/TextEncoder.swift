import NeuralNetworks
import Tensors
import Threads

/// Makes vectors of texts that were cut into tokens. A value; any number of threads may use it at once, each with scratch of its own.
///
/// Texts lie side by side without padding, with offsets (`RowOffsets`). What comes out for a text has the same bytes whatever texts stand beside it,
/// and whatever number of threads there are. Nothing is allocated in a pass.
public struct TextEncoder: Sendable {
    /// Floats of a vector.
    public let width: Int
    /// A token's number lies below.
    public let vocabulary: Int
    /// Tokens that a text may have at most.
    public let longestText: Int
    /// Whether a text's vector is made to have length 1.
    public let isNormalized: Bool
    /// How it multiplies by its layers' weights.
    public let precision: Precision
    /// Up to the last hidden states, and with the pooling behind; both over the same mapped floats.
    private let hidden, pooled: Network
    private let weights: MappedWeights

    /// - Parameter precision: In bfloat16 the layers' matrices are rounded here, once, into memory of the encoder's own: half as much as they take in
    ///   the file. Softmax, norms and sums stay in 32 bits.
    init(_ description: BaseDescription, _ weights: MappedWeights, precision: Precision = .single) {
        width = description.width
        vocabulary = description.shape.vocabulary
        longestText = description.longestText
        isNormalized = description.isNormalized
        self.precision = precision
        let network = description.shape.network().mapping(weights)
        hidden = precision == .single ? network : network.rounded(weights.start)
        // Of the file only the embeddings are read from here on, row by row.
        if precision != .single { weights.releasePages() }
        pooled = hidden.pooled(description.pooling.kind)
        self.weights = weights
    }

    /// Floats of scratch that a pass over as much as this, or less, needs.
    ///
    /// - Parameter threads: The team's; 1 without one.
    public func scratchCount(_ capacity: BatchCapacity, threads: Int = 1) -> Int {
        Self.rounded(capacity.places) + threads * laneCount(capacity)
    }

    private static func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
    private func laneCount(_ capacity: BatchCapacity) -> Int { Self.rounded(pooled.forwardScratchCount(capacity)) }

    /// Fills `vectors` `[rows, width]`, a vector for each text: pooled and, where the base says so, normalized.
    ///
    /// - Parameters:
    ///   - tokens: `[places]`.
    ///   - offsets: Where each text begins, `rows + 1` numbers from 0 on.
    ///   - capacity: What `scratch` was made for.
    ///   - scratch: `scratchCount` floats for `capacity` and the team's threads.
    ///   - team: Shares out the texts; nil: the caller's thread does all.
    /// - Precondition: Every text has 1 to `longestText` tokens, every token lies below `vocabulary`, and all is within `capacity`.
    public func vectors(
        _ tokens: UnsafePointer<Int32>,
        rows: Int,
        offsets: UnsafePointer<Int32>,
        capacity: BatchCapacity,
        into vectors: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>,
        team: Team? = nil
    ) {
        run(tokens, rows: rows, offsets: offsets, capacity: capacity, into: vectors, pools: true, scratch: scratch, team: team)
    }

    /// Fills `states` `[places, width]` with each token's last hidden state, neither pooled nor normalized; otherwise as `vectors`.
    public func hiddenStates(
        _ tokens: UnsafePointer<Int32>,
        rows: Int,
        offsets: UnsafePointer<Int32>,
        capacity: BatchCapacity,
        into states: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>,
        team: Team? = nil
    ) {
        run(tokens, rows: rows, offsets: offsets, capacity: capacity, into: states, pools: false, scratch: scratch, team: team)
    }

    private func run(
        _ tokens: UnsafePointer<Int32>,
        rows: Int,
        offsets: UnsafePointer<Int32>,
        capacity: BatchCapacity,
        into outputs: UnsafeMutablePointer<Float>,
        pools: Bool,
        scratch: UnsafeMutablePointer<Float>,
        team: Team?
    ) {
        guard rows > 0 else { return }
        require(rows: rows, offsets, capacity)
        let places = Int(offsets[rows])
        for place in 0..<places {
            let token = tokens[place]
            precondition(token >= 0 && token < vocabulary, "token \(token) of a vocabulary of \(vocabulary)")
            scratch[place] = Float(token)
        }
        let work = EncodingWork(
            network: pools ? pooled : hidden,
            pools: pools,
            isNormalized: pools && isNormalized,
            inputs: UnsafePointer(scratch),
            rows: rows,
            offsets: offsets,
            // Some blocks a thread, so that one which is held up costs little.
            blockRows: max(1, rows / (4 * (team?.threads ?? 1))),
            unused: weights.start,
            outputs: outputs,
            scratch: scratch + Self.rounded(capacity.places),
            laneCount: laneCount(capacity)
        )
        guard let team, team.threads > 1 else { return work.run(rows: 0..<rows, lane: 0) }
        team.run(work, blocks: (rows + work.blockRows - 1) / work.blockRows)
    }

    private func require(rows: Int, _ offsets: UnsafePointer<Int32>, _ capacity: BatchCapacity) {
        precondition(
            rows <= capacity.rows && offsets[0] == 0 && Int(offsets[rows]) <= capacity.places,
            "\(rows) texts in scratch for \(capacity)"
        )
        let longest = min(longestText, capacity.longestRow)
        for row in 0..<rows {
            let length = Int(offsets[row + 1]) - Int(offsets[row])
            precondition(length >= 1 && length <= longest, "text \(row) has \(length) tokens, of at most \(longest)")
        }
    }
}

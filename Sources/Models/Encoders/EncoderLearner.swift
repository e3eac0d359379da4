import Bases
import Domain
import NeuralNetworks
import Rows
import Tensors
import Threads

/// What a job trains of an encoder: from the lowest layer that learns on. What the layers below it put out is made once for each row and kept, as long as
/// there is room; they drop nothing, so that it stays the same in every pass.
package struct EncoderLearner: NetworkLearner {
    package let network: Network
    package let parameters: [Float]
    private let version: EncoderVersion
    private let whole: OpenBase
    private let sources: TextSources
    private let threads: Int
    /// The layers below what learns; nil: nothing lies there, or there is no room to keep what it puts out.
    private let below: Network?

    /// - Parameter tables: The rows that will be made ready; of long texts there may be no room for what is made of each place, and they go through all
    ///   layers each time.
    package init(
        _ version: EncoderVersion,
        _ settings: TrainingSettings,
        for tables: [ExampleTable] = [],
        _ sources: TextSources,
        threads: Int
    ) throws(Refusal) {
        self.version = version
        self.sources = sources
        self.threads = threads
        whole = try sources.open(version.document.base)
        let document = version.document
        let lowest = Self.lowest(document, settings)
        let network = document.network(droppingFrom: lowest, dropout: settings.adapterDropout, precision: settings.precision)
            .mapping(whole.base.weights)
        parameters = try network.flat(version.byName)
        let first = network.layers.firstIndex { (layer: any Layer) in
            layer.parameters.contains { (parameter: Parameter) in
                parameter.segment == ParameterSegment.owned && Trainability.learns(parameter.path, settings.frozenShares)
            }
        }
        // The embeddings and their norm are as cheap as reading what they made.
        let pooling = network.layers.firstIndex { $0.poolsPlaces }!
        guard let first, first > 2 else {
            (self.network, below) = (network, nil)
            return
        }
        let cut = first > pooling ? pooling + 1 : first
        let pools = cut > pooling
        let (base, width) = (whole, network.layers[cut].input.count)
        let kept = tables.reduce(0) { $0 + (pools ? $1.rowCount : PreparedTexts($1, document, base).starts.last!) * width }
        guard kept * MemoryLayout<Float>.stride <= sources.frozenBytes else {
            (self.network, below) = (network, nil)
            return
        }
        below = network.prefix(to: cut)
        self.network = network.suffix(from: cut)
    }

    /// The lowest of the encoder's layers that learns, −1 for the embeddings; as many as there are layers where only the head does.
    private static func lowest(_ document: EncoderDocument, _ settings: TrainingSettings) -> Int {
        if document.adapters != nil { return 0 }
        let learning = (document.own + (document.ownTokens.isEmpty ? [] : [EncoderDocument.ownTokensPath])).filter {
            Trainability.learns($0, settings.frozenShares)
        }
        return learning.compactMap(EncoderDocument.depth).min() ?? document.shape.layers
    }

    package var isSequence: Bool { below.map { !$0.layers.contains { $0.poolsPlaces } } ?? true }

    package func prepare(_ table: ExampleTable, _ onRows: (Int) throws -> Void) throws -> PreparedRows {
        try prepare(PreparedTexts(table, version.document, whole), table.heads, onRows)
    }

    /// Rows that were cut into tokens already, with their labels.
    package func prepare(
        _ texts: PreparedTexts,
        _ labels: [ExampleTable.Labels],
        _ onRows: (Int) throws -> Void = { _ in }
    ) throws -> PreparedRows {
        guard let below else {
            try onRows(texts.starts.count - 1)
            return PreparedRows(labels, version.document.heads, inputs: texts)
        }
        return PreparedRows(labels, version.document.heads, inputs: try frozen(below, texts, onRows))
    }

    private func frozen(_ below: Network, _ texts: PreparedTexts, _ onRows: (Int) throws -> Void) throws -> FrozenOutputs {
        let rows = texts.starts.count - 1
        let width = below.output.count
        let pools = below.layers.contains { $0.poolsPlaces }
        let starts = pools ? Array(0...rows) : texts.starts
        let floats = ScratchFloats(count: starts[rows] * width, folder: sources.frozenFolder)
        let team = Team(threads: threads)
        // Rows of like length together would be no faster: nothing is padded.
        let block = 16 * threads
        for first in stride(from: 0, to: rows, by: block) {
            let count = min(block, rows - first)
            FrozenPass(below, parameters, texts, rows: first..<first + count, pools: pools, into: floats).run(team)
            try onRows(count)
        }
        return FrozenOutputs(floats, starts: starts, width: width)
    }
}

/// A pass of frozen layers over some rows, each thread's share of them at a time.
private struct FrozenPass: SharedWork {
    private let network: Network
    private let parameters: [Float]
    private let texts: PreparedTexts
    private let rows: Range<Int>
    private let pools: Bool
    private let outputs: ScratchFloats
    private static let blockRows = 4

    init(_ network: Network, _ parameters: [Float], _ texts: PreparedTexts, rows: Range<Int>, pools: Bool, into outputs: ScratchFloats) {
        (self.network, self.parameters, self.texts, self.rows, self.pools, self.outputs) = (
            network, parameters, texts, rows, pools, outputs
        )
    }

    func run(_ team: Team) { team.run(self, blocks: (rows.count + Self.blockRows - 1) / Self.blockRows) }

    func run(block: Int, lane: Int) {
        let first = rows.lowerBound + block * Self.blockRows
        let count = min(Self.blockRows, rows.upperBound - first)
        let lengths = (first..<first + count).map(texts.places)
        let offsets = RowOffsets(lengths: lengths)
        let capacity = BatchCapacity(rows: count, places: Int(offsets.start[count]), longestRow: lengths.max()!)
        let inputs = FloatBuffer(count: capacity.places)
        var random = RandomSource(seed: 0)
        for row in 0..<count { texts.fill(inputs.start + Int(offsets.start[row]), row: first + row, random: &random) }
        let scratch = FloatBuffer(count: network.forwardScratchCount(capacity))
        let place = pools ? first : texts.starts[first]
        withExtendedLifetime((offsets, inputs, scratch)) {
            parameters.withUnsafeBufferPointer {
                network.forward(
                    inputs.pointer,
                    rows: count,
                    offsets: offsets.pointer,
                    parameters: $0.baseAddress!,
                    into: outputs.start + place * network.output.count,
                    scratch: scratch.start
                )
            }
        }
    }
}

import NeuralNetworks
import Tensors
import TextEncoding

/// Cuts rows' texts into tokens, and hands them on side by side: as many at a time as an encoder does well.
final class TokenBatches: Sendable {
    private let tokenizer: Tokenizer
    /// Tokens of a row that are read.
    private let most: Int
    private let scratches: ScratchPool<Scratch>

    /// Texts of a forward pass, and tokens: a pass ends where either is reached.
    static let rows = 32
    private static let places = 1_024

    /// Some rows' tokens.
    struct Batch {
        /// `[places]`.
        let tokens: UnsafePointer<Int32>
        let offsets: UnsafePointer<Int32>
        /// Which rows they are.
        let rows: [Int]
        let capacity: BatchCapacity
    }

    final class Scratch {
        fileprivate let tokenizer = TokenizerScratch()
        fileprivate var tokens: [Int32] = []
        fileprivate var offsets: [Int32] = []
        fileprivate var rows: [Int] = []
        private var buffer = FloatBuffer(count: 1)
        /// `[rows, width]`.
        let outputs: FloatBuffer

        fileprivate init(width: Int) { outputs = FloatBuffer(count: TokenBatches.rows * width) }

        /// Room for so many floats, whose content is of no matter.
        func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
            if count > buffer.count { buffer = FloatBuffer(count: count) }
            return buffer.start
        }

        fileprivate func begin() {
            tokens.removeAll(keepingCapacity: true)
            offsets.removeAll(keepingCapacity: true)
            offsets.append(0)
            rows.removeAll(keepingCapacity: true)
        }
    }

    /// - Parameters:
    ///   - most: Tokens of a row that are read.
    ///   - width: Floats that are made of a row.
    init(_ tokenizer: Tokenizer, most: Int, width: Int) {
        self.tokenizer = tokenizer
        self.most = most
        scratches = ScratchPool { Scratch(width: width) }
    }

    /// - Parameters:
    ///   - columns: Of a row's numbers, the texts': they are read one after another, with the tokens between two texts that stand behind one.
    ///   - stride: Numbers from one row to the next.
    ///   - leavesOutEmpty: Whether rows without any text are none.
    func each(
        _ rows: InputRows,
        columns: [Int],
        stride: Int,
        count: Int,
        leavesOutEmpty: Bool = false,
        _ body: (Batch, Scratch) -> Void
    ) {
        scratches.with { scratch in
            scratch.begin()
            func hand() {
                guard !scratch.rows.isEmpty else { return }
                let longest = zip(scratch.offsets, scratch.offsets.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
                let capacity = BatchCapacity(rows: scratch.rows.count, places: scratch.tokens.count, longestRow: longest)
                scratch.tokens.withUnsafeBufferPointer { tokens in
                    scratch.offsets.withUnsafeBufferPointer { offsets in
                        let batch = Batch(
                            tokens: tokens.baseAddress!,
                            offsets: offsets.baseAddress!,
                            rows: scratch.rows,
                            capacity: capacity
                        )
                        body(batch, scratch)
                    }
                }
                scratch.begin()
            }
            for row in 0..<count {
                let start = rows + row * stride
                if leavesOutEmpty, columns.allSatisfy({ start.texts[start[$0]].isEmpty }) { continue }
                if columns.count == 1 {
                    _ = tokenizer.encode(start.texts[start[columns[0]]], most: most, into: &scratch.tokens, with: scratch.tokenizer)
                } else {
                    tokenizer.encode(columns.map { start.texts[start[$0]] }, most: most, into: &scratch.tokens, with: scratch.tokenizer)
                }
                scratch.offsets.append(Int32(scratch.tokens.count))
                scratch.rows.append(row)
                if scratch.rows.count == Self.rows || scratch.tokens.count >= Self.places { hand() }
            }
            hand()
        }
    }
}

extension TokenBatches {
    /// Has a network over tokens answer rows' texts, `width` floats each.
    ///
    /// - Parameters:
    ///   - outputs: `[count, width]`; that of a row which is left out stays.
    ///   - finish: Called with each row's.
    func run(
        _ network: Network,
        _ parameters: [Float],
        _ rows: InputRows,
        columns: [Int],
        stride: Int,
        count: Int,
        leavesOutEmpty: Bool = false,
        into outputs: UnsafeMutablePointer<Float>,
        finish: (UnsafeMutablePointer<Float>) -> Void = { _ in }
    ) {
        let width = network.output.count
        parameters.withUnsafeBufferPointer { parameters in
            each(rows, columns: columns, stride: stride, count: count, leavesOutEmpty: leavesOutEmpty) { batch, scratch in
                let places = Int(batch.offsets[batch.rows.count])
                let floats = scratch.floats(places + network.forwardScratchCount(batch.capacity))
                for place in 0..<places { floats[place] = Float(batch.tokens[place]) }
                network.forward(
                    UnsafePointer(floats),
                    rows: batch.rows.count,
                    offsets: batch.offsets,
                    parameters: parameters.baseAddress!,
                    into: scratch.outputs.start,
                    scratch: floats + places
                )
                for (place, row) in batch.rows.enumerated() {
                    let output = outputs + row * width
                    output.update(from: scratch.outputs.start + place * width, count: width)
                    finish(output)
                }
            }
        }
    }
}

extension Tokenizer {
    /// Appends the ids of some texts as one sequence: each with what stands behind a text, and the first with what stands before one. Each has at most its
    /// share of the room.
    func encode(_ texts: [UnsafeBufferPointer<UInt8>], most: Int, into ids: inout [Int32], with scratch: TokenizerScratch) {
        for (place, text) in texts.enumerated() {
            let start = ids.count
            let share = most / texts.count + (place == 0 ? 0 : leadingIDs.count)
            _ = encode(text, most: share, into: &ids, with: scratch)
            if place > 0 { ids.removeSubrange(start..<start + leadingIDs.count) }
        }
    }
}

import Domain
import NeuralNetworks
import Rows
import Tensors
import TextEncoding

/// Texts as an encoder trains on them: tokens side by side.
package struct PreparedTexts: PreparedInputs {
    /// `[places]`.
    let tokens: [Int32]
    /// Where each row begins: `rows + 1` numbers.
    let starts: [Int]

    /// Texts that are tokens already.
    package init(_ texts: [[Int32]]) {
        tokens = texts.flatMap { $0 }
        starts = texts.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    }

    init(_ table: ExampleTable, _ document: EncoderDocument, _ whole: OpenBase) {
        var tokens: [Int32] = []
        var starts = [0]
        let (columns, most) = (document.texts, whole.most(document.tokens))
        let batches = TokenBatches(whole.tokenizer, most: most, width: 0)
        for start in stride(from: 0, to: table.rowCount, by: 256) {
            let rows = start..<min(start + 256, table.rowCount)
            document.layout.withRows(of: table, rows) { inputs in
                batches.each(inputs, columns: columns, stride: document.layout.width, count: rows.count) { batch, _ in
                    for row in batch.rows.indices {
                        let end = Int(batch.offsets[row + 1])
                        tokens += UnsafeBufferPointer(start: batch.tokens + Int(batch.offsets[row]), count: end - Int(batch.offsets[row]))
                        starts.append(tokens.count)
                    }
                }
            }
        }
        (self.tokens, self.starts) = (tokens, starts)
    }

    /// All tokens that some tables' texts have.
    static func tokens(of tables: [ExampleTable], _ document: EncoderDocument, _ whole: OpenBase) -> Set<Int32> {
        tables.reduce(into: []) { $0.formUnion(PreparedTexts($1, document, whole).tokens) }
    }

    package func places(of row: Int) -> Int { starts[row + 1] - starts[row] }

    package func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        for (place, token) in tokens[starts[row]..<starts[row + 1]].enumerated() { input[place] = Float(token) }
    }
}

/// What frozen layers put out for some rows: hidden states side by side, or a vector a row.
final class FrozenOutputs: PreparedInputs {
    private let floats: ScratchFloats
    /// Where each row begins, in places: `rows + 1` numbers.
    private let starts: [Int]
    private let width: Int

    init(_ floats: ScratchFloats, starts: [Int], width: Int) {
        (self.floats, self.starts, self.width) = (floats, starts, width)
    }

    func places(of row: Int) -> Int { starts[row + 1] - starts[row] }

    func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        input.update(from: floats.start + starts[row] * width, count: places(of: row) * width)
    }
}

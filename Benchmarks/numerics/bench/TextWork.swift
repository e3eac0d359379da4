import Bases
import Domain
import FoundationEssentials
import NeuralNetworks
import Tensors
import TextEncoding
import Threads

/// all-MiniLM-L6-v2 with a head of 77 classes: `Benchmarks/peers/text_work.py` has the same. BENCH_TEXTS is the folder that `prepare` was given.
struct TextWork {
    static let names = [
        "text-1x16", "text-1x32", "text-1x128", "text-32x32", "texts-mixed", "text-bf16-1x16", "text-bf16-1x32", "text-bf16-1x128",
        "text-bf16-32x32", "text-tokens-10000", "text-start",
    ]
    static let classes = 77
    static let longest = 512
    /// Texts of a pass, and tokens, as a daemon has them.
    private static let (rows, places) = (32, 1_024)
    /// What text-start reads.
    private static let first = "I am still waiting on my card, and it has been two weeks."

    static func folder() throws -> String {
        guard let folder = ProcessInfo.processInfo.environment["BENCH_TEXTS"] else {
            throw Refusal(.invalid, what: "BENCH_TEXTS names no folder", fix: "run it by Benchmarks/run texts")
        }
        return folder
    }

    /// Adds a base to `folder/bases`, as a daemon does.
    static func prepare(_ base: String, in folder: String) throws {
        _ = try BaseStore("\(folder)/bases").add(base) { files, vocabulary throws(Refusal) in
            try Tokenizer(files: files).within(vocabulary).encoded()
        }
    }

    static func named(_ name: String, threads: Int) throws -> Piece? {
        guard names.contains(name) else { return nil }
        let store = try BaseStore("\(folder())/bases")
        guard let digest = store.list().last?.digest else { throw Refusal(.notFound, what: "there is no base", at: store.path) }
        let base = try store.open(digest)
        switch name {
        case "text-tokens-10000": return tokens(try Tokenizer(encoded: base.tokenizer), of: try texts().map { Array($0.utf8) })
        case "texts-mixed":
            let tokenizer = try Tokenizer(encoded: base.tokenizer)
            return TextWork(base.encoder, threads).piece(share(of: try texts().map { tokenizer.encode($0, most: longest) }))
        case "text-start":
            let tokenizer = try Tokenizer(encoded: base.tokenizer)
            return TextWork(base.encoder, threads).piece([tokenizer.encode(first, most: longest)])
        default:
            let encoder = base.encoder(name.hasPrefix("text-bf16") ? .bfloat16 : .single)
            let size = name.split(separator: "-").last!.split(separator: "x").compactMap { Int($0) }
            return TextWork(encoder, threads).piece(fixed(texts: size[0], places: size[1]))
        }
    }

    static func texts() throws -> [String] {
        try String(contentsOfFile: "\(folder())/texts.txt", encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
            .map(String.init)
    }

    /// A tenth of the texts, with its share of every length: each tenth batch of 32 of them in the order of their lengths. In their own order.
    private static func share(of texts: [[Int32]]) -> [[Int32]] {
        let order = texts.indices.sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
        return stride(from: 5 * rows, to: order.count, by: 10 * rows).flatMap { order[$0..<min($0 + rows, order.count)] }
            .sorted().map { texts[$0] }
    }

    /// [CLS], some words, [SEP].
    static func fixed(texts: Int, places: Int) -> [[Int32]] {
        (0..<texts).map { text in
            (0..<places).map { place in
                place == 0 ? 101 : place == places - 1 ? 102 : Int32(1_000 + (text * places + place) * 7_919 % 25_000)
            }
        }
    }

    private static func tokens(_ tokenizer: Tokenizer, of texts: [[UInt8]]) -> Piece {
        let scratch = TokenizerScratch()
        var ids: [Int32] = []
        func encode(_ texts: ArraySlice<[UInt8]>) {
            ids.removeAll(keepingCapacity: true)
            for text in texts {
                text.withUnsafeBufferPointer { _ = tokenizer.encode($0, most: longest, into: &ids, with: scratch) }
            }
        }
        return Piece(run: { encode(texts[...]) }) {
            encode(texts.prefix(32))
            return ids.map { Float($0) }
        }
    }

    /// A head as large as PyTorch makes a new one: `[77, width]`, and its bias.
    static func head(width: Int) -> (weight: Tensor, bias: Tensor) {
        let (count, scale) = (classes * width, 2 / Float(width).squareRoot())
        return (
            Tensor(shape: [classes, width], elements: EncoderWork.numbers(count, from: 11).map { $0 * scale }),
            Tensor(shape: [classes], elements: EncoderWork.numbers(classes, from: 11 + count).map { $0 * scale })
        )
    }

    private let encoder: TextEncoder
    private let team: Team
    private let weight, bias: FloatBuffer

    private init(_ encoder: TextEncoder, _ threads: Int) {
        self.encoder = encoder
        team = Team(threads: threads)
        let head = Self.head(width: encoder.width)
        weight = FloatBuffer(head.weight.transposed.elements)
        bias = FloatBuffer(head.bias.elements)
    }

    /// Logits of texts in their own order, pass by pass.
    private func piece(_ texts: [[Int32]]) -> Piece {
        var passes: [(offsets: RowOffsets, tokens: [Int32], rows: Int)] = []
        var first = 0
        while first < texts.count {
            var (end, places) = (first, 0)
            while end < texts.count, end - first < Self.rows, places < Self.places {
                places += texts[end].count
                end += 1
            }
            passes.append((RowOffsets(lengths: texts[first..<end].map(\.count)), texts[first..<end].flatMap { $0 }, end - first))
            first = end
        }
        let capacity = BatchCapacity(
            rows: passes.map(\.rows).max()!,
            places: passes.map(\.tokens.count).max()!,
            longestRow: texts.map(\.count).max()!
        )
        let scratch = FloatBuffer(count: encoder.scratchCount(capacity, threads: team.threads))
        let vectors = FloatBuffer(count: Self.rows * encoder.width)
        let logits = FloatBuffer(count: texts.count * Self.classes)
        return Piece {
            var to = logits.start
            for pass in passes {
                encoder.vectors(
                    pass.tokens,
                    rows: pass.rows,
                    offsets: pass.offsets.pointer,
                    capacity: capacity,
                    into: vectors.start,
                    scratch: scratch.start,
                    team: team
                )
                Kernels.multiply(
                    vectors.pointer,
                    weight.pointer,
                    bias: bias.pointer,
                    relu: false,
                    into: to,
                    m: pass.rows,
                    n: Self.classes,
                    k: encoder.width
                )
                to += pass.rows * Self.classes
            }
        } answer: {
            Array(logits.elements.prefix(32 * Self.classes))
        }
    }
}

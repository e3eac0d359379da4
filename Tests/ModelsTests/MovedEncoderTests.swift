import Bases
import Domain
import Hashing
import Models
import NeuralNetworks
import Rows
import Tensors
import Testing
import TextEncoding

@Suite("An encoder that has moved from its base")
struct MovedEncoderTests {
    private static let texts = ["card lost", "lost lost card and something else", "a", "card"]

    private static func table() -> ExampleTable {
        ExampleTable(
            schema: Schema(columns: [.init(name: "body", kind: .text)], label: "y", task: .regression, repeated: .count),
            columns: [.categories(Array(0..<Int32(texts.count)), levels: texts)],
            labels: .numbers(texts.map { Double($0.utf8.count) })
        )
    }

    /// A version over a small base of whose encoder something has changed.
    private static func version(_ trial: TextSourcesTests.Trial, _ base: Digest, _ training: TrainingSpecification) throws -> EncoderVersion
    {
        let sources = TextSources(folder: trial.folder)
        let beginning = NetworkBeginning(schema: table().schema, rows: table(), training: training, base: base, sources: sources, seed: 1)
        var version = try EncoderVersion(moving: nil, beginning).opened(for: training, texts: [table()], sources: sources)
        var random = RandomSource(seed: 7)
        version.tensors = version.tensors.map { name, tensor in
            (name, Tensor(shape: tensor.shape, elements: tensor.elements.map { $0 + 0.2 * (random.uniform() - 0.5) }))
        }
        return version
    }

    /// What it makes of a text, by its network with the adapters beside their maps.
    private static func pooled(_ version: EncoderVersion, _ base: Base, _ text: String) throws -> [Float] {
        let network = try version.network(precision: .single).mapping(base.weights)
        let encoder = network.prefix(to: network.layers.firstIndex { $0.poolsPlaces }! + 1)
        let parameters = try network.flat(Dictionary(uniqueKeysWithValues: version.tensors.map { ($0.name, $0.tensor) }))
        var tokens: [Int32] = []
        var text = text
        let tokenizer = try Tokenizer(encoded: base.tokenizer)
        text.withUTF8 { _ = tokenizer.encode($0, most: 16, into: &tokens, with: TokenizerScratch()) }
        let capacity = BatchCapacity(rows: 1, places: tokens.count, longestRow: tokens.count)
        var output = [Float](repeating: 0, count: encoder.output.count)
        var scratch = [Float](repeating: 0, count: encoder.forwardScratchCount(capacity))
        encoder.forward(
            tokens.map { Float($0) },
            rows: 1,
            offsets: [0, Int32(tokens.count)],
            parameters: parameters,
            into: &output,
            scratch: &scratch
        )
        let length = base.description.isNormalized ? output.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        return output.map { $0 / length }
    }

    @Test(
        "makes of texts what the version that was fine-tuned makes of them, its adapters merged",
        arguments: [
            TrainingSpecification { $0.lora = .all }, TrainingSpecification { $0.freeze = ["embeddings": 1] }, TrainingSpecification(),
        ]
    )
    func vectors(training: TrainingSpecification) throws {
        let trial = TextSourcesTests.Trial()
        let digest = try trial.add("tiny")
        let version = try Self.version(trial, digest, training)
        let moved = try #require(MovedEncoder(version))
        let base = try BaseStore(trial.folder).open(digest)
        let text = Self.text(digest, moved)
        let vectors = try TextSources(folder: trial.folder).vectors(text, moved: moved)
        let table = Self.table()
        var made = [Float](repeating: 0, count: Self.texts.count * vectors.width)
        var alone = made
        InputLayout(schema: table.schema).withRows(of: table, 0..<Self.texts.count) { rows in
            vectors.fill(&made, rows, column: 0, stride: 1, count: Self.texts.count)
            alone.withUnsafeMutableBufferPointer { alone in
                for row in Self.texts.indices {
                    vectors.fill(alone.baseAddress! + row * vectors.width, rows + row, column: 0, stride: 1, count: 1)
                }
            }
        }
        #expect(made == alone, "a text's vector is the same bytes whatever stands beside it")
        for (row, text) in Self.texts.enumerated() {
            let expected = try Self.pooled(version, base, text)
            for (index, number) in expected.enumerated() { #expect(abs(made[row * vectors.width + index] - number) < 1e-4) }
        }
    }

    private static func text(_ base: Digest, _ moved: MovedEncoder?) -> FeatureMap.Text {
        var text = FeatureMap(table(), count: 60, bandwidth: 0.5, seed: 1, base: base).texts![0]
        text.moved = moved?.form
        return text
    }

    @Test("is told by a document, and one that does not tell it is as it was; without its tensors nothing is read")
    func document() throws {
        let trial = TextSourcesTests.Trial()
        let digest = try trial.add("tiny")
        let moved = try #require(MovedEncoder(Self.version(trial, digest, TrainingSpecification { $0.lora = .queryValue })))
        let plain = try CanonicalJSON.encode(Self.text(digest, nil))
        #expect(String(decoding: plain, as: UTF8.self) == #"{"base":"\#(digest)","column":0}"#)
        let text = Self.text(digest, moved)
        #expect(try CanonicalJSON.decode(FeatureMap.Text.self, from: CanonicalJSON.encode(text)) == text)
        let refusal = #expect(throws: Refusal.self) { try TextSources(folder: trial.folder).vectors(text) }
        #expect(refusal?.what.contains("an encoder of its own, which is not in it") == true)
    }

    @Test("goes on from where it was when it is fine-tuned again")
    func again() throws {
        let trial = TextSourcesTests.Trial()
        let digest = try trial.add("tiny")
        let training = TrainingSpecification { $0.lora = .queryValue }
        let version = try Self.version(trial, digest, training)
        let moved = try #require(MovedEncoder(version))
        let beginning = NetworkBeginning(
            schema: Self.table().schema,
            rows: Self.table(),
            training: training,
            base: digest,
            sources: TextSources(folder: trial.folder),
            seed: 2
        )
        let next = try EncoderVersion(moving: moved, beginning)
        #expect(MovedEncoder(next)?.form == moved.form)
    }
}

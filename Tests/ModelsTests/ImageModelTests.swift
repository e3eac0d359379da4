import CAllocations
import Domain
import Models
import NeuralNetworks
import Rows
import Tensors
import Testing

@Suite("A model of images")
struct ImageModelTests {
    static let gray = ImageShape(height: 12, width: 12, channels: 1)
    static let color = ImageShape(height: 16, width: 16, channels: 3)

    @Test("learns, and answers for images that it never saw", arguments: [gray, color])
    func learns(shape: ImageShape) throws {
        let training = try BarsTraining(shape)
        let first = training.run(1...1)
        let last = training.run(2...60)
        #expect(last < 0.7 * first, "\(first) at first, \(last) at last")
        let predictor = try training.trainer.version(steps: 60).predictor()
        #expect(Bars.accuracy(predictor, Bars.table(200, seed: 2, shape: shape)) > 0.95)
    }

    @Test("learns with bfloat16 as well", .enabled(if: Kernels.hasBFloat16, "this CPU has no AVX512_BF16"))
    func bfloat16() throws {
        let (rough, exact) = (try BarsTraining(Self.gray, precision: .bfloat16), try BarsTraining(Self.gray))
        for training in [rough, exact] { training.run(1...60) }
        #expect(rough.trainer.version(steps: 60).bits != exact.trainer.version(steps: 60).bits)
        #expect(Bars.accuracy(try rough.trainer.version(steps: 60).predictor(), Bars.table(200, seed: 2, shape: Self.gray)) > 0.95)
    }

    @Test("comes to the same bytes again, and goes on from any step to them", arguments: [1, 17])
    func resumes(stop: Int) throws {
        let whole = try BarsTraining(Self.gray)
        whole.run(1...30)
        let begun = try BarsTraining(Self.gray)
        begun.run(1...stop)
        let resumed = try BarsTraining(Self.gray)
        for (from, to) in zip(begun.trainer.buffers, resumed.trainer.buffers) { to.buffer.elements = from.buffer.elements }
        resumed.run(stop + 1...30)
        #expect(resumed.trainer.version(steps: 30).bits == whole.trainer.version(steps: 30).bits)
    }

    @Test("gives an image the same bytes alone and among 1 to 65", arguments: [gray, color], ServingPrecision.allCases)
    func sameBytes(shape: ImageShape, precision: ServingPrecision) throws {
        let training = try BarsTraining(shape)
        training.run(1...10)
        let predictor = try training.trainer.version(steps: 10).predictor(precision: precision)
        let rows = predictor.layout.encode(Bars.table(65, seed: 3, shape: shape))
        let (columns, width) = (predictor.layout.width, predictor.outputs.width)
        #expect(columns == shape.count)
        func predict(_ range: Range<Int>) -> [UInt32] {
            let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: range.count), alignment: 64)
            defer { scratch.deallocate() }
            for place in scratch.indices { scratch[place] = 0xff }
            var outputs = [Float](repeating: .nan, count: range.count * width)
            let part = Array(rows[range.lowerBound * columns..<range.upperBound * columns])
            predictor.predict(part, rows: range.count, into: &outputs, scratch: scratch)
            return outputs.map(\.bitPattern)
        }
        let alone = (0..<65).map { predict($0..<$0 + 1) }
        for count in [1, 2, 3, 7, 8, 9, 16, 33, 64, 65] {
            #expect(predict(0..<count) == Array(alone[..<count].joined()), "\(count) images")
        }
    }

    @Test("answers much the same in 8 bits", .enabled(if: Int8Matrix.isFast, "this CPU has no AVX512_VNNI"), arguments: [gray, color])
    func int8(shape: ImageShape) throws {
        let training = try BarsTraining(shape)
        training.run(1...60)
        let version = training.trainer.version(steps: 60)
        let table = Bars.table(100, seed: 5, shape: shape)
        let (exact, reduced) = (try version.predictor().predict(table), try version.predictor(precision: .int8).predict(table))
        #expect(exact != reduced)
        #expect(zip(exact, reduced).allSatisfy { abs($0 - $1) < 0.05 })
    }

    @Test("has a place for a new class, and answers for the old ones as it did")
    func newClass() throws {
        let training = try BarsTraining(Self.gray)
        training.run(1...30)
        let before = training.trainer.version(steps: 30)
        let after = try before.adapted(to: Bars.table(20, seed: 6, shape: Self.gray, classes: [2]), seed: 1)
        #expect(before.outputs == .classes(["across", "down"]))
        #expect(after.outputs == .classes(["across", "down", "none"]))
        let table = Bars.table(30, seed: 7, shape: Self.gray)
        let (old, new) = (try before.predictor().predict(table), try after.predictor().predict(table))
        for row in 0..<30 {
            let left = 1 - new[row * 3 + 2]
            for output in 0..<2 { #expect(abs(new[row * 3 + output] / left - old[row * 2 + output]) < 2e-6) }
        }
    }

    @Test(
        "has the network that its size asks for",
        arguments: [
            ("28x28x1", ["layers.0.weight", "layers.3.weight", "layers.7.weight", "head.weight"]),
            ("32x32x3", ["layers.0.weight", "layers.1.weight", "layers.3.conv1.weight", "layers.5.shortcut.conv.weight", "head.weight"]),
            ("6x5x1", ["layers.0.weight", "layers.2.weight", "head.weight"]), ("1x1x1", ["head.weight"]),
            ("128x96x3", ["layers.6.shortcut.conv.weight", "head.weight"]), ("200x256x1", ["layers.7.conv2.weight"]),
        ]
    )
    func architecture(size: String, tensors: [String]) throws {
        let shape = try #require(ImageShape(size))
        let version = try Bars.version(Bars.table(4, seed: 1, shape: shape))
        let names = version.tensors.map(\.name)
        for name in tensors { #expect(names.contains(name), "\(name) among \(names)") }
        try version.check()
        let predictor = try version.predictor()
        let shares = predictor.predict(Bars.table(4, seed: 1, shape: shape))
        let width = predictor.outputs.width
        for row in 0..<4 { #expect(abs(shares[row * width..<(row + 1) * width].reduce(0, +) - 1) < 1e-6) }
    }

    @Test("takes the network that is configured: the convolution of every tutorial")
    func configured() throws {
        let network = NetworkSpecification(layers: ["conv 32 3x3", "relu"])
        let version = try Bars.version(Bars.table(8, seed: 1, shape: Self.gray), network: network)
        #expect(version.tensors.map(\.name) == ["layers.0.weight", "layers.0.bias", "head.weight", "head.bias"])
        #expect(version.tensors.map(\.tensor.shape) == [[32, 1, 3, 3], [32], [2, 3200], [2]])
        let training = try BarsTraining(Self.gray, network: network)
        training.run(1...60)
        #expect(Bars.accuracy(try training.trainer.version(steps: 60).predictor(), Bars.table(200, seed: 2, shape: Self.gray)) > 0.95)
    }

    @Test("refuses a network that does not fit the images, with the layer and what is too large")
    func refuses() throws {
        let table = Bars.table(4, seed: 1, shape: Self.gray)
        let refusal = #expect(throws: Refusal.self) { try Bars.version(table, network: .init(layers: ["max-pool 8x8", "conv 4 3x3"])) }
        #expect(refusal?.place == "layers.1")
        #expect(refusal?.what == "the network cannot be built: its window of 3 × 3 is larger than what comes before it (1 × 1)")
        #expect(refusal?.fix == "change network.layers, or the size of the images")
    }

    @Test("is read from its document again, and one of a later kind is refused by its name")
    func document() throws {
        let version = try Bars.version(Bars.table(8, seed: 1, shape: Self.color))
        let bytes = try version.document
        #expect(try ModelVersion(document: bytes, tensors: version.tensors).document == bytes)
        let refusal = #expect(throws: Refusal.self) { try ModelVersion(document: Array(#"{"kind":"sound"}"#.utf8), tensors: []) }
        #expect(refusal?.what == "the version is of the kind 'sound', which this program does not know")
    }

    @Test("a frozen layer's tensors stay bit for bit, so that a new version stores them once")
    func frozen() throws {
        let table = Bars.table(60, seed: 1, shape: Self.gray)
        let version = try Bars.version(table)
        let rows = version.prepare(table, Augmentation())
        var settings = Bars.settings(steps: 5)
        settings.frozenShares = ["layers.0": 1, "layers.3": 1]
        let trainer = try ModelTrainer(version, settings: settings, new: rows, newRows: 16)
        for step in 1...5 {
            var random = RandomSource(seed: UInt64(step))
            _ = trainer.step(
                step,
                new: rows,
                [Int32](0..<16),
                replay: nil,
                [],
                random: &random,
                rate: 1e-2,
                decay: 0.5
            )
        }
        for (before, after) in zip(version.tensors, trainer.version(steps: 5).tensors) {
            let isFrozen = before.name.hasPrefix("layers.0.") || before.name.hasPrefix("layers.3.")
            #expect((before.tensor == after.tensor) == isFrozen, "\(before.name)")
        }
    }

    @Test(
        "allocates nothing in a step, nor in a prediction",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions")
    )
    func allocations() throws {
        let training = try BarsTraining(Self.color)
        training.run(1...2)
        let start = learnd_allocations()
        training.run(3...7)
        let five = learnd_allocations()
        training.run(8...17)
        // `run` makes one array.
        #expect(learnd_allocations() - five == five - start)
        let predictor = try training.trainer.version(steps: 17).predictor()
        let rows = predictor.layout.encode(Bars.table(20, seed: 3, shape: Self.color))
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: 20), alignment: 64)
        defer { scratch.deallocate() }
        var outputs = [Float](repeating: 0, count: 20 * predictor.outputs.width)
        let before = learnd_allocations()
        for count in 1...20 { predictor.predict(rows, rows: count, into: &outputs, scratch: scratch) }
        #expect(learnd_allocations() == before)
    }
}

import Domain
import Reading
import RowSamples
import Rows
import Testing
import ZipSamples

/// What every format of images must hold to, whatever it is.
@Suite("Every format of images")
struct ImageFormatTests {
    /// Four gray images of 3 rows and 3 columns: nine values each.
    static let pixels: [[UInt8]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15, 16, 255], [255, 0, 255, 0, 255, 0, 255, 0, 255],
        [50, 60, 70, 80, 90, 100, 110, 120, 130],
    ]
    static let labels: [UInt8] = [7, 3, 7, 12]

    /// The same four images as each kind of file has them.
    struct Sample: CustomTestStringConvertible, Sendable {
        var name: String
        var bytes: [UInt8]
        var testDescription: String { name }
    }

    static let samples: [Sample] = {
        let all = pixels.flatMap { $0 }
        var tar = SampleTar()
        tar.add("all/", type: "5")
        for (place, image) in pixels.enumerated() {
            tar.add("all/\(labels[place])/\(place).png", SampleImage.png(image, height: 3, width: 3))
        }
        let images = SampleIDX.array([4, 3, 3], all)
        let names = SampleIDX.array([4], labels)
        let idx = SampleIDX.pair(images: images, labels: names)
        let npy = [("x.npy", SampleZip.array("|u1", [4, 3, 3], all)), ("y.npy", SampleZip.array("|u1", [4], labels))]
        let header = "label," + (0..<9).map { "pixel\($0)" }.joined(separator: ",") + "\n"
        let rows = zip(labels, pixels).map { "\($0),\($1.map { "\($0)" }.joined(separator: ","))\n" }
        return [
            Sample(name: "a.tar", bytes: tar.closed), Sample(name: "a.tar.gz", bytes: Packing.gzip(tar.closed)),
            Sample(name: "a.TGZ", bytes: Packing.gzip(tar.closed)), Sample(name: "a.tar.zst", bytes: Packing.zstd(tar.closed)),
            Sample(name: "idx.tar", bytes: idx), Sample(name: "idx.tar.gz", bytes: Packing.gzip(idx)),
            Sample(
                name: "idx-packed.tar",
                bytes: SampleIDX.pair(images: Packing.gzip(images), labels: Packing.gzip(names), name: "t10k", packed: ".gz")
            ),
            Sample(name: "a.npz", bytes: SampleZip.archive(npy)),
            Sample(name: "stored.npz", bytes: SampleZip.archive(npy, deflated: false)),
            Sample(name: "a.csv", bytes: Array((header + rows.joined()).utf8)),
        ]
    }()

    static let shape = ImageShape(height: 3, width: 3, channels: 1)

    @Test("gives the same images the same table", arguments: samples)
    func same(sample: Sample) throws {
        let result = try SampleFile(sample.bytes).read(as: sample.name)
        #expect(result.table.schema.columns == Schema(image: Self.shape).columns && result.table.schema.spellings == .folded)
        #expect(result.table.columns == [.images(Self.pixels.flatMap { $0 }, Self.shape)])
        #expect(result.table.labelTexts == ["7", "3", "7", "12"])
        #expect(result.table.labels == .classes([2, 1, 2, 0], names: ["12", "3", "7"]))
        #expect(result.refused.isEmpty && result.fileBytes == sample.bytes.count)
    }

    @Test("brings images to the size of the settings, and later files to the schema's", arguments: samples)
    func sizes(sample: Sample) throws {
        let file = SampleFile(sample.bytes)
        let shape = ImageShape(height: 1, width: 1, channels: 3)
        var specification = ModelSpecification()
        specification.network.image = shape
        let first = try file.read(as: sample.name, specification: specification)
        // The mean of nine values, rounded, three times.
        let means: [UInt8] = [4, 39, 142, 90]
        #expect(first.table.columns == [.images(means.flatMap { [$0, $0, $0] }, shape)])
        #expect(try file.read(as: sample.name, schema: first.table.schema).table == first.table)
    }

    @Test("refuses a model of tables", arguments: samples.filter { $0.name != "a.csv" })
    func table(sample: Sample) {
        let schema = Schema(columns: [.init(name: "size", kind: .numeric)], label: "label", task: .classification)
        let refusal = #expect(throws: Refusal.self) { try SampleFile(sample.bytes).read(as: sample.name, schema: schema) }
        #expect(refusal?.what == "the file holds images, but the model learns a table ('size')")
        let task = #expect(throws: Refusal.self) {
            try SampleFile(sample.bytes).read(as: sample.name, specification: ModelSpecification(task: .regression))
        }
        #expect(task?.what.contains("regression") == true)
        let labels = #expect(throws: Refusal.self) {
            try SampleFile(sample.bytes).read(as: sample.name, specification: ModelSpecification(labels: ["p": .init(), "q": .init()]))
        }
        #expect(labels?.what.contains("several 'labels': images have one") == true)
    }

    @Test("is refused where it is cut short", arguments: samples.filter { $0.name != "a.csv" })
    func cut(sample: Sample) {
        // A plain tar ends with two blocks of zeros; one is enough.
        let needed = sample.name.hasSuffix(".tar") ? sample.bytes.count - 1023 : sample.bytes.count
        for share in 0..<40 {
            let count = needed * share / 40
            #expect(throws: Refusal.self) { try SampleFile(Array(sample.bytes.prefix(count))).read(as: sample.name, maxRefusedShare: 1) }
        }
    }

    @Test("never comes to harm by damage", arguments: samples)
    func damage(sample: Sample) {
        var random = RandomSource(seed: 11)
        var read = 0
        for _ in 0..<400 {
            var bytes = sample.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: place)
                default: bytes.insert(0xFF, at: place)
                }
            }
            let limits = ReadLimits(fileBytes: 1 << 20, expandedBytes: 1 << 20)
            guard let result = try? SampleFile(bytes).read(as: sample.name, maxRefusedShare: 0.9, limits: limits) else { continue }
            read += 1
            #expect(result.table.rowCount > 0)
        }
        #expect(read < 400)
    }

    @Test("bounds its content and its rows", arguments: samples)
    func bounds(sample: Sample) {
        let rows = #expect(throws: Refusal.self) { try SampleFile(sample.bytes).read(as: sample.name, limits: ReadLimits(rows: 3)) }
        #expect(rows?.kind == .tooLarge)
        let content = #expect(throws: Refusal.self) {
            try SampleFile(sample.bytes).read(as: sample.name, limits: ReadLimits(expandedBytes: 35))
        }
        #expect(content?.kind == .tooLarge)
    }
}

import Domain
import Reading
import RowSamples
import Rows
import Testing
import ZipSamples

@Suite("An .npz file")
struct NPZTests {
    private func read(
        _ members: [(name: String, content: [UInt8])],
        schema: Schema? = nil,
        checksum: UInt32? = nil,
        claims: Int? = nil
    ) throws(Refusal) -> ReadResult {
        try SampleFile(SampleZip.archive(members, checksum: checksum, claims: claims)).read(as: "a.npz", schema: schema)
    }

    private let y = ("y.npy", SampleZip.array("<i8", [2], SampleZip.little(-1, 8) + SampleZip.little(300, 8)))

    @Test(
        "finds images in every usual shape",
        arguments: [
            ([2, 1, 2], [1, 2, 3, 4], "1x2x1"), ([2, 1, 2, 1], [1, 2, 3, 4], "1x2x1"), ([2, 1, 1, 2], [1, 2, 3, 4], "1x2x1"),
            ([2, 4], [1, 2, 3, 4, 5, 6, 7, 8], "2x2x1"), ([2, 3], [1, 2, 3, 4, 5, 6], "1x1x3"),
            ([2, 1, 1, 3], [1, 2, 3, 4, 5, 6], "1x1x3"), ([2, 1, 2, 3], Array(1...12), "1x2x3"),
        ] as [([Int], [UInt8], String)]
    )
    func shapes(shape: [Int], values: [UInt8], image: String) throws {
        let result = try read([("images.npy", SampleZip.array("|u1", shape, values)), y])
        #expect(result.table.columns == [.images(values, ImageShape(image)!)])
        #expect(result.table.labelTexts == ["-1", "300"])
    }

    @Test("puts channels that lie one after another side by side")
    func planar() throws {
        let values = [UInt8](1...12)
        let result = try read([("x.npy", SampleZip.array("|u1", [2, 3, 1, 2], values)), y])
        #expect(result.table.columns == [.images([1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12], ImageShape("1x2x3")!)])
    }

    @Test("takes a row of the model's size for an image, square or not")
    func row() throws {
        let schema = Schema(image: ImageShape("1x2x1")!)
        let result = try read([("x.npy", SampleZip.array("|u1", [2, 2], [1, 2, 3, 4])), y], schema: schema)
        #expect(result.table.columns == [.images([1, 2, 3, 4], ImageShape("1x2x1")!)])
    }

    private func floats(_ values: [Float]) -> [UInt8] { values.flatMap { SampleZip.little(Int($0.bitPattern), 4) } }
    private func doubles(_ values: [Double]) -> [UInt8] { values.flatMap { SampleZip.little(Int(bitPattern: UInt($0.bitPattern)), 8) } }

    @Test("never comes to harm by what a header announces")
    func headers() {
        let dimensions = [0, 1, 2, 8, 1 << 20, 1 << 32, 1 << 40, (1 << 40) + 1, .max]
        let types = ["|u1", "|S0", "<U0", "|S1", "<U4096", "|S5000", "<i8", "<f4", "|b1", "|O", "<c16", ""]
        var random = RandomSource(seed: 12)
        for _ in 0..<3_000 {
            func shape() -> [Int] { (0..<Int.random(in: 0...4, using: &random)).map { _ in dimensions.randomElement(using: &random)! } }
            let images = Bool.random(using: &random) ? [1, 8, 8] : shape()
            let labels = Bool.random(using: &random) ? [1] + shape() : shape()
            let type = types.randomElement(using: &random)!
            // What is read at all is one image with its label.
            guard
                let result = try? read([
                    ("x.npy", SampleZip.array("|u1", images, [UInt8](repeating: 1, count: 64))),
                    ("y.npy", SampleZip.array(type, labels, [1, 0, 0, 0, 0, 0, 0, 0])),
                ])
            else { continue }
            #expect(result.table.rowCount > 0)
        }
        let refusal = #expect(throws: Refusal.self) {
            try read([
                ("x.npy", SampleZip.array("|u1", [1, 8, 8], [UInt8](repeating: 1, count: 64))),
                ("y.npy", SampleZip.array("|S0", [1, 1 << 40, 1 << 40], [])),
            ])
        }
        #expect(refusal?.what == "the array holds values of type '|S0'")
    }

    @Test("says how it took fractions")
    func fractions() throws {
        let unit = try read([("x.npy", SampleZip.array("<f4", [2, 1, 1], floats([0.5, 1]))), y])
        #expect(unit.table.columns == [.images([128, 255], ImageShape("1x1")!)])
        #expect(unit.warnings == ["'x.npy' holds fractions: taken as pixels of 0 to 1"])
        let wide = try read([("x.npy", SampleZip.array("<f8", [2, 1, 1], doubles([0.5, 254.6]))), y])
        #expect(wide.table.columns == [.images([1, 255], ImageShape("1x1")!)])
        #expect(wide.warnings == ["'x.npy' holds fractions: taken as pixels of 0 to 255"])
        // 0.5 and 1 in half precision.
        let half = try read([("x.npy", SampleZip.array("<f2", [2, 1, 1], [0x00, 0x38, 0x00, 0x3C])), y])
        #expect(half.table.columns == unit.table.columns)
    }

    @Test("takes wider whole numbers", arguments: ["<u2", "<i4", "<i8"])
    func wholeNumbers(type: String) throws {
        let width = Int(String(type.last!))!
        let values = SampleZip.little(3, width) + SampleZip.little(255, width)
        #expect(
            try read([("x.npy", SampleZip.array(type, [2, 1, 1], values)), y]).table.columns == [.images([3, 255], ImageShape("1x1")!)]
        )
    }

    @Test("names classes by texts, in every format of NumPy", arguments: [1, 2, 3])
    func texts(version: UInt8) throws {
        let x = ("x_train.npy", SampleZip.array("|u1", [2, 1, 1], [1, 2], version: version))
        let unicode = Array("né".unicodeScalars).flatMap { SampleZip.little(Int($0.value), 4) } + [UInt8](repeating: 0, count: 4)
        let cat = Array("cat".unicodeScalars).flatMap { SampleZip.little(Int($0.value), 4) }
        let names = try read([x, ("y_train.npy", SampleZip.array("<U3", [2, 1], unicode + cat, version: version))])
        #expect(names.table.labelTexts == ["né", "cat"])
        let bytes = try read([x, ("target.npy", SampleZip.array("|S3", [2], Array("a\u{0}\u{0}dog".utf8), version: version))])
        #expect(bytes.table.labelTexts == ["a", "dog"])
    }

    @Test("tells which arrays it did not read")
    func others() throws {
        let x = SampleZip.array("|u1", [2, 1, 1], [1, 2])
        #expect(
            try read([("x.npy", x), y, ("x_test.npy", x)]).warnings == [
                "arrays that are neither images nor labels are ignored: 'x_test.npy'"
            ]
        )
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        var x: [UInt8]
        var y: [UInt8] = SampleZip.array("|u1", [2], [0, 1])
        var what: String
        var testDescription: String { what }
    }

    @Test(
        "is refused for arrays that hold something else",
        arguments: [
            Fault(x: Array("hello, world".utf8), what: "not a NumPy array"),
            Fault(x: SampleZip.array("|u1", [2, 5], [UInt8](repeating: 0, count: 10)), what: "an array of shape (2, 5) holds no images"),
            Fault(x: SampleZip.array("|u1", [2], [0, 0]), what: "an array of shape (2) holds no images"),
            Fault(
                x: SampleZip.array("<U1", [2, 1, 1], [UInt8](repeating: 0, count: 8)),
                what: "an array of shape (2, 1, 1) and no numbers holds no images"
            ),
            Fault(x: SampleZip.array("|u1", [2, 1, 1], [0, 0], order: "True"), what: "the array is in Fortran's order"),
            Fault(x: SampleZip.array(">f4", [2, 1, 1], [UInt8](repeating: 0, count: 8)), what: "the array is big-endian ('>f4')"),
            Fault(x: SampleZip.array("|O8", [2, 1, 1], []), what: "the array holds values of type '|O8'"),
            Fault(
                x: SampleZip.array("<i2", [2, 1, 1], [0, 1, 0, 0]),
                what: "image 0 holds the value 256.0, pixels are 0 to 1 or 0 to 255"
            ),
            Fault(
                x: SampleZip.array("<f4", [2, 1, 1], [0, 0, 0, 0, 0, 0, 0xC0, 0x7F]),
                what: "image 1 holds the value nan, pixels are 0 to 1 or 0 to 255"
            ),
            Fault(x: SampleZip.array("|u1", [2, 1, 1], [0]), what: "the array does not have the values that it announces"),
            Fault(x: SampleZip.array("|u1", [2, 1, 1], [0, 0, 0]), what: "the array does not have the values that it announces"),
            Fault(
                x: SampleZip.array("|u1", [1 << 40, 1 << 20, 1 << 20], []),
                what: "the array's header is damaged: its shape is (1099511627776,1048576,1048576,)"
            ),
            Fault(x: SampleZip.array("|u1", [1 << 36, 1, 1], []), what: "the file has more than 10000000 rows"),
            Fault(
                x: SampleZip.array("|u1", [2, 1, 1], [0, 0]),
                y: SampleZip.array("|u1", [3], [0, 1, 2]),
                what: "there are 2 images and labels of shape (3)"
            ),
            Fault(
                x: SampleZip.array("|u1", [2, 1, 1], [0, 0]),
                y: SampleZip.array("<f2", [2], [0, 0x38, 0, 0]),
                what: "label 0 is 0.5, classes are whole numbers or texts"
            ),
            Fault(
                x: SampleZip.array("|u1", [2, 1, 1], [0, 0]),
                y: SampleZip.array("|S1", [2], [65, 0]),
                what: "label 1 is empty or no text"
            ),
        ]
    )
    func faults(fault: Fault) {
        let refusal = #expect(throws: Refusal.self) { try read([("x.npy", fault.x), ("y.npy", fault.y)]) }
        #expect(refusal?.what == fault.what)
    }

    @Test("needs images and labels by their names")
    func names() {
        let refusal = #expect(throws: Refusal.self) { try read([("a.npy", []), ("b.npy", [])]) }
        #expect(refusal?.what == "the file has no array of images: it has 'a.npy', 'b.npy'")
        let labels = #expect(throws: Refusal.self) { try read([("x.npy", SampleZip.array("|u1", [1, 1, 1], [1]))]) }
        #expect(labels?.what == "the file has no array of labels: it has 'x.npy'")
    }

    @Test("is held to its checksums and sizes")
    func checks() {
        let x = ("x.npy", SampleZip.array("|u1", [2, 1, 1], [1, 2]))
        let sum = #expect(throws: Refusal.self) { try read([x, y], checksum: 1) }
        #expect(sum?.what == "'x.npy' does not have the checksum that the directory tells")
        let size = #expect(throws: Refusal.self) { try read([x, y], claims: 20) }
        #expect(size?.what == "'x.npy' does not have the 20 bytes that the directory tells")
        let bomb = #expect(throws: Refusal.self) { try read([x, y], claims: 0x7FFF_FFFF) }
        #expect(bomb?.kind == .tooLarge)
    }

    @Test("is not packed twice, and is a zip archive")
    func packing() {
        let twice = #expect(throws: Refusal.self) { try SampleFile(Packing.gzip([1])).read(as: "a.npz.gz") }
        #expect(twice?.what == "an .npz file is compressed in itself, the name says that it is once more")
        let none = #expect(throws: Refusal.self) { try SampleFile("hello").read(as: "a.npz") }
        #expect(none?.what == "not a zip archive, or it was cut short")
    }
}

import Domain
import Reading
import RowSamples
import Rows
import Testing

@Suite("A table of pixels")
struct PixelTableTests {
    private func read(
        _ names: [String],
        _ rows: [String],
        as name: String = "a.csv",
        schema: Schema? = nil,
        image: String? = nil,
        maxRefusedShare: Double = 0.10
    ) throws(Refusal) -> ReadResult {
        var specification = ModelSpecification()
        specification.network.image = image.flatMap { ImageShape($0) }
        return try SampleFile(([names.joined(separator: ",")] + rows).joined(separator: "\n") + "\n").read(
            as: name,
            schema: schema,
            specification: specification,
            maxRefusedShare: maxRefusedShare
        )
    }

    @Test(
        "is told by the names of its columns",
        arguments: [
            (["pixel0", "pixel1", "pixel2", "pixel3"], "2x2x1"), (["pixel1", "pixel2", "pixel3", "pixel4"], "2x2x1"),
            (["1x1", "1x2", "2x1", "2x2"], "2x2x1"), (["1x1", "2x1"], "2x1x1"), ((0..<12).map { "pixel\($0)" }, "2x2x3"),
        ]
    )
    func names(names: [String], shape: String) throws {
        let pixels = names.indices.map { UInt8($0 * 7 + 3) }
        let row = pixels.map { "\($0)" }.joined(separator: ",")
        let last = try read(names + ["label"], ["\(row),cat"])
        #expect(last.table.columns == [.images(pixels, ImageShape(shape)!)])
        #expect(last.table.labelTexts == ["cat"])
        #expect(last.warnings == ["the \(names.count) columns beside the label are taken as the pixels of images of \(shape)"])
        #expect(try read(["class"] + names, ["cat,\(row)"]).table == last.table)
    }

    @Test(
        "is an ordinary table where names, number or values are others",
        arguments: [
            (["pixel_0", "pixel_1", "pixel_2", "pixel_3"], "1,2,3,4"), (["pixel1", "pixel5", "pixel2", "pixel3"], "1,2,3,4"),
            (["pixel0", "pixel1", "pixel2", "pixel4"], "1,2,3,4"), (["pixel0", "pixel1"], "1,2"), (["1x1", "1x2", "2x1"], "1,2,3"),
            (["pixel0", "pixel1", "pixel2", "pixel3"], "1,2,3,256"), (["pixel0", "pixel1", "pixel2", "pixel3"], "1,2,3,-1"),
            (["pixel0", "pixel1", "pixel2", "pixel3"], "1,2,3,0.5"), (["pixel0", "pixel1", "pixel2", "pixel3"], "1,2,3,"),
        ]
    )
    func tables(names: [String], row: String) throws {
        let zeros = names.map { _ in "0" }.joined(separator: ",")
        let table = try read(names + ["label"], ["\(zeros),p", "\(row),q"]).table
        #expect(table.schema.image == nil)
        #expect(table.schema.columns.map(\.name) == names)
        #expect(table.rowCount == 2)
    }

    @Test("the sample of digits stays a table")
    func digits() throws {
        let names = (0..<64).map { "pixel_\($0)" }
        #expect(try read(names + ["label"], [names.map { _ in "3" }.joined(separator: ",") + ",5"]).table.schema.image == nil)
    }

    @Test(
        "has its pixels where their names say, in whatever order the columns come",
        arguments: [
            ["pixel3", "pixel0", "pixel2", "pixel1"], ["pixel1", "pixel4", "pixel3", "pixel2"], ["2x1", "1x1", "2x2", "1x2"],
        ]
    )
    func anyOrder(names: [String]) throws {
        let sorted = names.sorted()
        let values = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, "\($0 + 1)") })
        let row = names.map { values[$0]! }.joined(separator: ",")
        let shape = try #require(ImageShape("2x2"))
        let table = try read(names + ["label"], ["\(row),p", "\(row),q"]).table
        #expect(table.columns == [.images([1, 2, 3, 4, 1, 2, 3, 4], shape)])
        #expect(try read(names + ["label"], ["\(row),p", "\(row),q"], schema: table.schema).table == table)
    }

    @Test("is not guessed at where the names say that something else is among the pixels")
    func notGuessed() throws {
        let schema = Schema(image: try #require(ImageShape("2x2")))
        for names in [["pixel0", "pixel1", "pixel2", "age"], ["1x1", "1x2", "2x1", "pixel3"], ["pixel0", "pixel1", "pixel2", "pixel9"]] {
            let refusal = #expect(throws: Refusal.self) { try read(names + ["label"], ["1,2,3,4,p", "4,3,2,1,q"], schema: schema) }
            #expect(refusal?.what == "the file is a table, but the model learns images of 2x2x1")
        }
    }

    @Test("is told by the number of its columns where the model's size is known")
    func counted() throws {
        let rows = ["1,2,3,4,5,6,p", "6,5,4,3,2,1,q"]
        let names = ["a", "b", "c", "d", "e", "f", "label"]
        let result = try read(names, rows, image: "2x3")
        #expect(result.table.columns == [.images([1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1], ImageShape("2x3")!)])
        #expect(try read(names, rows, schema: result.table.schema).table == result.table)
        #expect(try read(names, rows, image: "2x2").table.schema.image == nil)
    }

    @Test("of as many numbers as the model's images have, it holds such images, and no square ones")
    func notSquare() throws {
        let shape = try #require(ImageShape("1x4"))
        let table = try read((0..<4).map { "pixel\($0)" } + ["label"], ["1,2,3,4,p"], schema: Schema(image: shape)).table
        #expect(table.columns == [.images([1, 2, 3, 4], shape)])
    }

    @Test("is brought to the model's size")
    func fitted() throws {
        let names = (0..<4).map { "pixel\($0)" } + ["label"]
        let result = try read(names, ["0,10,20,30,p"], schema: Schema(image: ImageShape("1x1x3")!))
        #expect(result.table.columns == [.images([15, 15, 15], ImageShape("1x1x3")!)])
    }

    @Test("sets rows aside whose values are no pixels, once it is known to be one")
    func setAside() throws {
        let names = (0..<4).map { "pixel\($0)" } + ["label"]
        let rows = ["1,2,3,4,p", "1,2,3,256,q", "1,x,3,4,q", "1,2,3,q", "1,2,3,4,", "4,3.0, 2 ,1e0,q"]
        let result = try read(names, rows, image: "2x2", maxRefusedShare: 0.9)
        #expect(result.table.columns == [.images([1, 2, 3, 4, 4, 3, 2, 1], ImageShape("2x2")!)])
        #expect(
            result.refused.map { "\($0.line): \($0.reason)" } == [
                "3: column 'pixel3' holds '256', which is not a whole number from 0 to 255",
                "4: column 'pixel1' holds 'x', which is not a whole number from 0 to 255", "5: the row has 4 fields, the header has 5",
                "6: the label 'label' is missing",
            ]
        )
    }

    @Test("may be JSON Lines or tab-separated")
    func otherGrammars() throws {
        let expected = [ExampleTable.Values.images([1, 2, 3, 4], ImageShape("2x2")!)]
        let json = #"{"pixel0":1,"pixel1":2,"pixel2":3,"pixel3":4,"label":"p"}"#
        #expect(try SampleFile(json + "\n").read(as: "a.jsonl").table.columns == expected)
        #expect(try SampleFile("label\tpixel0\tpixel1\tpixel2\tpixel3\np\t1\t2\t3\t4\n").read(as: "a.tsv").table.columns == expected)
    }

    @Test("any other table is refused by a model of images")
    func otherTable() {
        let refusal = #expect(throws: Refusal.self) {
            try read(["a", "b", "label"], ["1,2,p"], schema: Schema(image: ImageShape("2x2")!))
        }
        #expect(refusal?.what == "the file is a table, but the model learns images of 2x2x1")
    }
}

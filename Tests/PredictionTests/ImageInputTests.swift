import Domain
import FoundationEssentials
import Images
import Models
import Prediction
import Rows
import Testing

@Suite("Images in a request")
struct ImageInputTests {
    private static func layout(_ shape: String) -> InputLayout {
        InputLayout(columns: [.init(name: "image", kind: .image, image: ImageShape(shape)!)])
    }

    private func rows(_ images: [String], _ shape: String) throws -> [Double] {
        let body = #"{"rows":[\#(images.map { #"{"image":\#($0)}"# }.joined(separator: ","))]}"#
        let layout = Self.layout(shape)
        return try RowDecoder(layout: layout).rows(Array(body.utf8), columns: layout.width)
    }

    private func refusal(_ image: String, _ shape: String = "2x2") -> Refusal? {
        #expect(throws: Refusal.self) { try rows(["[0,0,0,0]", image], shape) }
    }

    private func quoted(_ file: [UInt8]) -> String { "\"\(Data(file).base64EncodedString())\"" }

    private let square: [UInt8] = [1, 20, 130, 255]

    @Test("are read from base64, a data URL and escaped text alike")
    func forms() throws {
        let file = SampleImage.png(square, height: 2, width: 2)
        let text = Data(file).base64EncodedString()
        let url = text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
        let forms = [
            quoted(file), "\"data:image/png;base64,\(text)\"", "\"\(url)\"", "\"\(text.map { $0 == "/" ? "\\/" : String($0) }.joined())\"",
            "\"\(text.prefix(20))\\n\(text.dropFirst(20))\"", "[1,20,130,255]", "[[[1],[20]],[[130.0],[2.55e2]]]",
        ]
        #expect(try rows(forms, "2x2") == forms.flatMap { _ in square.map(Double.init) })
    }

    @Test("come out as they do in the files that are learned", arguments: ["28x28x1", "32x32x3", "5x9x3"], [true, false])
    func sameAsTraining(shape: String, isPNG: Bool) throws {
        let pixels = (0..<200 * 150).map { UInt8(truncatingIfNeeded: $0 / 150 + $0 % 150) }
        let file = isPNG ? SampleImage.png(pixels, height: 200, width: 150) : SampleImage.jpeg(pixels, height: 200, width: 150)
        let shape = ImageShape(shape)!
        let decoded = try file.withUnsafeBytes { bytes throws(Refusal) in try ImageDecoder().decode(bytes, for: shape) }
        #expect(try rows([quoted(file)], shape.description) == ImageFitting.fit(decoded, to: shape).map(Double.init))
    }

    @Test("stand beside other columns, in any order")
    func beside() throws {
        let layout = InputLayout(columns: [
            .init(name: "before", kind: .numeric), .init(name: "image", kind: .image, image: ImageShape("1x2")!),
            .init(name: "after", kind: .categorical, levels: ["red"]),
        ])
        let body = #"{"rows":[{"before":7,"image":[1,2],"after":"red"},{"after":null,"image":[3,4],"before":8}]}"#
        let values = try RowDecoder(layout: layout).rows(Array(body.utf8), columns: 4)
        #expect(values.prefix(7) == [7, 1, 2, 1, 8, 3, 4] && values[7].isNaN)
    }

    @Test(
        "are refused by row and column",
        arguments: [
            ("null", "the image is null, and no image may be missing"),
            ("5", "column 'image' holds 5, which is not an image"), ("{\"a\":1}", "column 'image' holds {\"a\":1}, which is not an image"),
            ("[1,2,3]", "the image has 3 numbers, the model takes 2x2x1, which are 4"),
            ("[1,2,3,4,5]", "the image has more than 4 numbers, the model takes 2x2x1, which are 4"),
            ("[1,2,3,256]", "number 3 of the image is 256, which is none of 0 to 255"),
            ("[1,-1,3,4]", "number 1 of the image is -1, which is none of 0 to 255"),
            ("[1,null,3,4]", "number 1 of the image is null, which is none of 0 to 255"),
            ("\"AAA*\"", "the image's text is no base64 from character 3 on ('*')"),
            ("\"AAAAA\"", "the image's base64 ends in the middle of a byte"), ("\"\"", "the image file is empty"),
            ("\"aGVsbG8gd29ybGQ=\"", "not a PNG or JPEG file"), ("\"data:image/png,xyz\"", "the data URL holds no base64"),
        ]
    )
    func refused(image: String, what: String) {
        let refusal = refusal(image)
        #expect(refusal?.what == what)
        #expect(refusal?.place == "rows[1].image")
        #expect(refusal?.fix != nil)
    }

    @Test("that are broken are refused with the library's reason")
    func broken() {
        let refusal = refusal(quoted(Array(SampleImage.png(square, height: 2, width: 2).dropLast(20))))
        #expect(refusal?.what == "the PNG file is broken: the file is cut short")
        #expect(refusal?.place == "rows[1].image")
    }

    @Test("have room for so many pixels in all, whatever each is")
    func room() {
        let layout = Self.layout("256x256x3")
        let decoder = RowDecoder(layout: layout)
        let file = quoted(SampleImage.png([1], height: 1, width: 1))
        func refusal(_ count: Int, pixels: Int = .max) -> Refusal? {
            let workspace = RowWorkspace()
            workspace.pixelsLeft = pixels
            let body = Array(#"{"rows":[\#((0..<count).map { _ in #"{"image":\#(file)}"# }.joined(separator: ","))]}"#.utf8)
            do {
                _ = try body.withUnsafeBytes { bytes throws(Refusal) in try decoder.decode(bytes, maximumRows: 1_000, into: workspace) }
                return nil
            } catch {
                return error as? Refusal
            }
        }
        #expect(refusal(85) == nil)
        #expect(refusal(86)?.what == "the request has more than 85 images of 256x256x3")
        #expect(refusal(3, pixels: 3) == nil)
        #expect(refusal(4, pixels: 3)?.kind == .tooLarge)
    }

    @Test("never come to harm by damage")
    func damage() {
        let file = quoted(SampleImage.png(square, height: 2, width: 2))
        let whole = Array(
            #"{"rows":[{"image":\#(file)},{"image":[[1,2],[3,4]]},{"image":"data:image/png;base64,\#(file.dropFirst())}]}"#.utf8
        )
        let decoder = RowDecoder(layout: Self.layout("2x2"))
        let workspace = RowWorkspace()
        var state: UInt64 = 5
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var read = 0
        for _ in 0..<10_000 {
            var body = whole
            let place = random(body.count)
            switch random(4) {
            case 0: body.remove(at: place)
            case 1: body[place] = UInt8(random(256))
            case 2: body.insert(Array("\"[]{},=A9-".utf8)[random(10)], at: place)
            default: body.removeLast(body.count - place)
            }
            let rows = try? body.withUnsafeBytes { bytes throws(Refusal) in try decoder.decode(bytes, maximumRows: 10, into: workspace) }
            guard let rows else { continue }
            read += 1
            let inputs = UnsafeBufferPointer(start: workspace.inputs(rows * 4), count: rows * 4)
            #expect(inputs.allSatisfy { $0 >= 0 && $0 <= 255 })
        }
        #expect(read > 0 && read < 10_000)
    }
}

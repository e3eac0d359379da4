import Domain
import Reading
import RowSamples
import Testing

@Suite("A pair of IDX files")
struct IDXTests {
    private func read(_ tar: [UInt8]) throws(Refusal) -> ReadResult { try SampleFile(tar).read(as: "a-idx.tar") }

    private let images = SampleIDX.array([2, 1, 2], [1, 2, 3, 4])
    private let labels = SampleIDX.array([2], [0, 255])

    @Test("names its classes 0 to 255, in whatever order its files lie")
    func order() throws {
        var tar = SampleTar()
        tar.add("some-labels.idx1-ubyte", labels)
        tar.add("some-images.idx3-ubyte", images)
        let result = try read(tar.closed)
        #expect(result.table.labelTexts == ["0", "255"])
        #expect(result.table.columns == [.images([1, 2, 3, 4], ImageShape(height: 1, width: 2, channels: 1))])
    }

    @Test("may hold color")
    func color() throws {
        let result = try read(SampleIDX.pair(images: SampleIDX.array([2, 1, 1, 3], [1, 2, 3, 4, 4, 4]), labels: labels))
        #expect(result.table.columns == [.images([1, 2, 3, 4, 4, 4], ImageShape(height: 1, width: 1, channels: 3))])
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        var images: [UInt8]
        var labels: [UInt8]
        var what: String
        var testDescription: String { what }
    }

    @Test(
        "is refused by its file's name",
        arguments: [
            Fault(images: [1, 2, 3, 4], labels: SampleIDX.array([1], [0]), what: "not an IDX file"),
            Fault(
                images: SampleIDX.array([1, 1, 1], [9], type: 0x0D),
                labels: [],
                what: "its values are of type 0xd, bytes (0x8) are read"
            ),
            Fault(images: SampleIDX.array([1, 1], [9]), labels: [], what: "it has 2 dimensions, not 3 or 4"),
            Fault(images: SampleIDX.array([2, 1, 1], [9]), labels: [], what: "it is cut short: 2×1×1 values are announced"),
            Fault(images: SampleIDX.array([1, 1, 1], [9, 9]), labels: [], what: "more follows its 1 values"),
            Fault(
                images: SampleIDX.array([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], []),
                labels: [],
                what: "the file's content has more than 1073741824 bytes"
            ),
            Fault(images: SampleIDX.array([1, 1, 1], [9]), labels: SampleIDX.array([2], [0, 1]), what: "there are 1 images and 2 labels"),
            Fault(images: SampleIDX.array([1, 1, 1, 2], [9, 9]), labels: SampleIDX.array([1], [0]), what: "the images have 2 channels"),
            Fault(images: SampleIDX.array([0, 1, 1], []), labels: SampleIDX.array([0], []), what: "the files hold no image"),
            Fault(images: SampleIDX.array([1, 0, 1], []), labels: SampleIDX.array([1], [0]), what: "the images have 0×1 pixels"),
        ]
    )
    func faults(fault: Fault) {
        let refusal = #expect(throws: Refusal.self) { try read(SampleIDX.pair(images: fault.images, labels: fault.labels)) }
        #expect(refusal?.what == fault.what)
    }

    @Test("needs both files and no other", arguments: ["images", "labels", "more"])
    func complete(kind: String) {
        var tar = SampleTar()
        if kind != "labels" { tar.add("a-images-idx3-ubyte", images) }
        if kind != "images" { tar.add("a-labels-idx1-ubyte", labels) }
        if kind == "more" { tar.add("b-labels-idx1-ubyte", labels) }
        let refusal = #expect(throws: Refusal.self) { try read(tar.closed) }
        let expected = [
            "images": "the archive has IDX images without their labels", "labels": "the archive has IDX labels without their images",
            "more": "a file beside the pair of IDX files",
        ]
        #expect(refusal?.what == expected[kind])
    }

    @Test("alone is no file to learn from", arguments: ["t-images-idx3-ubyte", "t-images-idx3-ubyte.gz", "t-labels.idx1-ubyte"])
    func alone(name: String) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(images).read(as: name) }
        #expect(refusal?.what == "an IDX file alone is not enough: images and labels belong together")
    }
}

import Archives
import Domain
import Rows

/// Reads the labels of an `.npz` file: whole numbers, or texts of a fixed width.
struct NPZLabels {
    let file: InputFile

    func read(
        _ archive: ZipArchive,
        _ member: ZipArchive.Member,
        images: Int,
        _ count: BoundedSource.Count
    ) throws(Refusal) -> ExampleTable.Labels {
        let name = "\(file.name): \(member.name)"
        try count.require(member.bytes)
        let source = BoundedSource(try archive.open(member), count)
        let header = try NPYHeader(source, name: name)
        // A column of labels, (n, 1), is one too.
        guard header.shape.first == images, header.count == images else {
            throw Refusal(
                .invalid,
                what: "there are \(images) images and labels of shape \(header.shownShape)",
                at: name,
                fix: "save one label an image, of shape (\(images),)"
            )
        }
        try count.require(header.count * header.width)
        guard let bytes = try source.take(header.count * header.width), try source.drain() == 0 else {
            throw Refusal(.invalid, what: "the array does not have the values that it announces", at: name, fix: "save it again")
        }
        var labels = ImageLabels()
        if header.isNumbers {
            for (place, number) in header.numbers(bytes).enumerated() {
                guard number.rounded() == number, abs(number) < 0x1p53 else {
                    throw Refusal(
                        .invalid,
                        what: "label \(place) is \(RowValue.marked("\(number)")), classes are whole numbers or texts",
                        at: name,
                        fix: "save labels.astype('int64')"
                    )
                }
                labels.append("\(Int64(number))")
            }
        } else {
            for place in 0..<images {
                let value = bytes[place * header.width..<(place + 1) * header.width]
                guard let text = Self.text(value, header.kind), !text.isEmpty else {
                    throw Refusal(.invalid, what: "label \(place) is empty or no text", at: name, fix: "give every image a label")
                }
                labels.append(text)
            }
        }
        return labels.finish()
    }

    private static func text(_ bytes: ArraySlice<UInt8>, _ kind: NPYHeader.Kind) -> String? {
        if kind == .bytes { return String(validating: bytes.prefix(while: { $0 != 0 }), as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for place in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
            if bits == 0 { break }
            guard let scalar = Unicode.Scalar(bits) else { return nil }
            text.append(scalar)
        }
        return String(text)
    }
}

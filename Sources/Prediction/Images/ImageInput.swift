import Domain
import Images

/// Brings an image of a request into a model's inputs: `shape.count` numbers of 0…255, by the same code as the files that it learned from.
package struct ImageInput: Sendable {
    package let shape: ImageShape

    package init(shape: ImageShape) { self.shape = shape }

    /// Of one image in a request: what a camera makes, and no more work than a second's.
    private static let limits = ImageLimits(pixels: 32_000_000)

    /// Of all images of one request: a second or two of work.
    package static let mostPixels = 64_000_000

    /// Numbers that the images of one request may have in all: 128 MiB of inputs.
    private static let mostNumbers = 16 << 20

    /// Refuses a request with more images than there is room for.
    package func requireRoom(rows: Int, at place: @autoclosure () -> String) throws(Refusal) {
        guard rows <= Self.mostNumbers / shape.count else {
            throw Refusal(
                .tooLarge,
                what: "the request has more than \(Self.mostNumbers / shape.count) images of \(shape)",
                at: place(),
                fix: "send them in several requests"
            )
        }
    }

    /// Decodes a PNG or JPEG file.
    ///
    /// - Parameter place: Of the image, for messages: `rows[3].image`.
    /// - Throws: `Refusal`; `.tooLarge` for an image of more pixels than `workspace.pixelsLeft`.
    package func decode(
        file bytes: UnsafeRawBufferPointer,
        into inputs: UnsafeMutablePointer<Double>,
        _ workspace: RowWorkspace,
        at place: String
    ) throws(Refusal) {
        let decoder = ImageDecoder(limits: Self.limits)
        do throws(Refusal) {
            let header = try decoder.header(bytes)
            guard header.pixels <= workspace.pixelsLeft else {
                throw Refusal(
                    .tooLarge,
                    what: "the images of the request have more than \(Self.mostPixels) pixels in all",
                    fix: "send them in several requests, or make them smaller"
                )
            }
            workspace.pixelsLeft -= header.pixels
            let image = try decoder.decode(bytes, header, for: shape)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.count) { fitted in
                ImageFitting.fit(image, to: shape, into: fitted.baseAddress!)
                for index in 0..<shape.count { inputs[index] = Double(fitted[index]) }
            }
        } catch {
            throw error.within(place)
        }
    }

    /// Decodes such a file in base64, with `data:image/png;base64,` before it or without.
    package func decode(
        text: ByteSpan,
        into inputs: UnsafeMutablePointer<Double>,
        _ workspace: RowWorkspace,
        at place: String
    ) throws(Refusal) {
        let fix = "give a PNG or JPEG file in base64, or its \(shape.count) numbers of 0 to 255"
        guard let content = Self.content(of: text) else {
            throw Refusal(.invalid, what: "the data URL holds no base64", at: place, fix: fix)
        }
        switch Base64.decode(content) {
        case .fault(let position):
            let what =
                position == content.count
                ? "the image's base64 ends in the middle of a byte"
                : "the image's text is no base64 from character \(position) on ('\(ByteSpan(base: content.base + position, count: content.count - position).excerpt)')"
            throw Refusal(.invalid, what: what, at: place, fix: fix)
        case .bytes(let bytes):
            var refusal: Refusal?
            bytes.withUnsafeBytes { bytes in
                do throws(Refusal) {
                    try decode(file: bytes, into: inputs, workspace, at: place)
                } catch {
                    refusal = error
                }
            }
            if let refusal { throw refusal }
        }
    }

    /// Reads a list of all numbers, nested or not.
    func read(list scanner: inout JSONScanner, into inputs: UnsafeMutablePointer<Double>, at place: String) throws(Refusal) {
        var count = 0
        try readList(&scanner, inputs, &count, place)
        guard count == shape.count else { throw wrongCount("\(count)", place) }
    }

    private func readList(
        _ scanner: inout JSONScanner,
        _ inputs: UnsafeMutablePointer<Double>,
        _ count: inout Int,
        _ place: String
    ) throws(Refusal) {
        try scanner.list { scanner throws(Refusal) in
            if scanner.peek() == UInt8(ascii: "[") { return try readList(&scanner, inputs, &count, place) }
            guard count < shape.count else { throw wrongCount("more than \(shape.count)", place) }
            let start = scanner.position
            let byte = scanner.peek()
            guard byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") < 10 else {
                try scanner.skip()
                throw notPixel(scanner.text(from: start).excerpt, count, place)
            }
            let value = try scanner.number() + 0
            guard Self.isPixel(value) else { throw notPixel(Decimals.shortest(value), count, place) }
            inputs[count] = value
            count += 1
        }
    }

    /// What a number in an image may be.
    package static func isPixel(_ value: Double) -> Bool { value >= 0 && value <= 255 }

    package func notPixel(_ shown: String, _ number: Int, _ place: String) -> Refusal {
        Refusal(
            .invalid,
            what: "number \(number) of the image is \(shown), which is none of 0 to 255",
            at: place,
            fix: "give brightness from 0 to 255 as the files have it that were learned"
        )
    }

    private func wrongCount(_ found: String, _ place: String) -> Refusal {
        Refusal(
            .invalid,
            what: "the image has \(found) numbers, the model takes \(shape), which are \(shape.count)",
            at: place,
            fix: "give as many, row by row, a pixel's channels side by side; or a PNG or JPEG file in base64"
        )
    }

    /// What follows `data:…;base64,`; the text itself where it is no such URL; nil for a URL of another kind.
    private static func content(of text: ByteSpan) -> ByteSpan? {
        guard text.count >= 5, UnsafeBufferPointer(start: text.base, count: 5).elementsEqual("data:".utf8) else { return text }
        // Types and parameters before the comma are short.
        let head = UnsafeBufferPointer(start: text.base, count: min(text.count, 256))
        guard let comma = head.firstIndex(of: UInt8(ascii: ",")), head[..<comma].suffix(7).elementsEqual(";base64".utf8) else { return nil }
        return ByteSpan(base: text.base + comma + 1, count: text.count - comma - 1)
    }
}

import Domain
import Images
import Testing

@Suite("JPEG files")
struct JPEGTests {
    private let decoder = ImageDecoder()

    private func decode(_ bytes: [UInt8], for size: ImageShape? = nil) throws -> PixelImage {
        try bytes.withUnsafeBytes { try decoder.decode($0, for: size) }
    }

    /// Slow changes, which JPEG keeps well: brighter to the right and, half as much, downwards.
    private func slope(width: Int, height: Int) -> [UInt8] {
        (0..<height).flatMap { y in (0..<width).map { x in UInt8(20 + 140 * x / width + 70 * y / height) } }
    }

    /// The largest difference of two values.
    private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.count == right.count ? zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? 0 : .max
    }

    @Test("gray stays gray", arguments: [false, true])
    func gray(progressive: Bool) throws {
        let pixels = slope(width: 33, height: 17)
        let image = try decode(SampleImage.jpeg(pixels, width: 33, height: 17, channels: 1, progressive: progressive))
        #expect((image.height, image.width, image.channels) == (17, 33, 1))
        // Quality 95 of a smooth slope: a few steps.
        #expect(distance(image.pixels, pixels) <= 6)
    }

    @Test("color comes as red, green, blue", arguments: [false, true])
    func color(progressive: Bool) throws {
        let pixels = [UInt8](repeating: 0, count: 16 * 16 * 3).indices.map { [200, 60, 20][$0 % 3] as UInt8 }
        let image = try decode(SampleImage.jpeg(pixels, width: 16, height: 16, channels: 3, progressive: progressive))
        #expect(image.channels == 3)
        #expect(distance(image.pixels, pixels) <= 6)
    }

    @Test("Adobe's inverted inks become red, green, blue")
    func inks() throws {
        // Inverted: 255 is no ink. No cyan, half of magenta, all of yellow, a fifth of black.
        let pixels = (0..<16 * 16 * 4).map { [255, 128, 0, 204][$0 % 4] as UInt8 }
        let image = try decode(SampleImage.jpeg(pixels, width: 16, height: 16, channels: 4))
        #expect(image.channels == 3)
        #expect(distance(Array(image.pixels.prefix(3)), [204, 102, 0]) <= 4)
    }

    @Test("is turned as Exif says", arguments: 1...8, [false, true])
    func orientation(orientation: Int, littleEndian: Bool) throws {
        // Four quarters of different grays: top left, top right, bottom left, bottom right.
        let pixels = (0..<16 * 32).map { place -> UInt8 in [30, 90, 150, 220][(place / 32 / 8) * 2 + place % 32 / 16] }
        let image = try decode(
            SampleImage.jpeg(pixels, width: 32, height: 16, channels: 1, orientation: orientation, littleEndian: littleEndian)
        )
        #expect((image.height, image.width) == (orientation >= 5 ? (32, 16) : (16, 32)))
        // Exif's table: where the stored corners are shown.
        let expected: [[Int]] = [
            [30, 90, 150, 220], [90, 30, 220, 150], [220, 150, 90, 30], [150, 220, 30, 90], [30, 150, 90, 220], [150, 30, 220, 90],
            [220, 90, 150, 30], [90, 220, 30, 150],
        ]
        let corners = [(2, 2), (2, image.width - 3), (image.height - 3, 2), (image.height - 3, image.width - 3)]
        for (corner, gray) in zip(corners, expected[orientation - 1]) {
            #expect(abs(Int(image.pixels[corner.0 * image.width + corner.1]) - gray) <= 4)
        }
    }

    @Test("is decoded at a fraction where that is enough, and shows the same")
    func scaled() throws {
        let pixels = slope(width: 640, height: 480)
        let bytes = SampleImage.jpeg(pixels, width: 640, height: 480, channels: 1)
        let size = ImageShape(height: 28, width: 28, channels: 1)
        let small = try decode(bytes, for: size)
        #expect((small.height, small.width) == (60, 80))
        #expect(distance(ImageFitting.fit(small, to: size), ImageFitting.fit(try decode(bytes), to: size)) <= 3)
    }
}

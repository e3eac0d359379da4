import Domain
import Images
import Testing

@Suite("Images that are refused")
struct RefusedImageTests {
    private func refusal(_ bytes: [UInt8], _ limits: ImageLimits = ImageLimits()) -> Refusal? {
        do {
            _ = try bytes.withUnsafeBytes { try ImageDecoder(limits: limits).decode($0) }
            return nil
        } catch { return error as? Refusal }
    }

    private let gray = SampleImage.png(rows: [UInt8](repeating: 9, count: 20 * 10), width: 20, height: 10, colorType: 0)

    @Test(
        "other files are named by what they look like",
        arguments: [
            ("", "the image file is empty"), ("GIF89a", "not a PNG or JPEG file (it looks like GIF)"),
            ("RIFFxxxxWEBP", "not a PNG or JPEG file (it looks like WebP)"), ("hello", "not a PNG or JPEG file"),
        ]
    )
    func others(content: String, what: String) {
        #expect(refusal(Array(content.utf8))?.what == what)
        #expect(refusal(Array(content.utf8))?.fix == "give a PNG or JPEG file")
    }

    struct Bound: CustomTestStringConvertible {
        var name: String
        var enough: ImageLimits
        var tooLow: ImageLimits
        var what: String
        var testDescription: String { name }
    }

    @Test(
        "bounds hold before pixels are decoded",
        arguments: [
            Bound(
                name: "pixels",
                enough: ImageLimits(pixels: 200),
                tooLow: ImageLimits(pixels: 199),
                what: "the image has 10×20 pixels, at most 199 in all are decoded"
            ),
            Bound(
                name: "side",
                enough: ImageLimits(side: 20),
                tooLow: ImageLimits(side: 19),
                what: "the image has 10×20 pixels, no side may have more than 19"
            ),
            Bound(
                name: "sides",
                enough: ImageLimits(sideRatio: 2),
                tooLow: ImageLimits(sideRatio: 1),
                what: "the image has 10×20 pixels: one side is more than 1 times the other"
            ),
        ]
    )
    func bounds(bound: Bound) {
        #expect(refusal(gray, bound.enough) == nil)
        #expect(refusal(gray, bound.tooLow)?.what == bound.what)
    }

    @Test("a bomb is refused by its header, before there is room for its pixels")
    func bomb() {
        let rows = [UInt8](repeating: 0, count: 8_000 * 1_000)
        let bomb = SampleImage.png(rows: rows, width: 8_000, height: 8_000, depth: 1, colorType: 0)
        #expect(bomb.count < 20_000)
        let refusal = refusal(bomb)
        #expect(refusal?.kind == .tooLarge)
        #expect(
            refusal?.what.hasPrefix("the image has 8000×8000 pixels in a file of \(bomb.count) bytes: more than 1000 times as many") == true
        )
    }

    @Test("a header that lies about its size is refused, whatever follows")
    func lie() {
        var bytes = gray
        // IHDR's width: 2³¹ − 1.
        for (place, byte) in [0x7F, 0xFF, 0xFF, 0xFF].enumerated() { bytes[16 + place] = UInt8(byte) }
        #expect(refusal(bytes)?.kind == .invalid)
        #expect(refusal(PNGChecksums.mended(bytes))?.what == "the image has 10×2147483647 pixels, no side may have more than 32768")
    }

    /// A good file of a kind.
    struct File: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var bytes: [UInt8]

        init(_ kind: String, _ bytes: [UInt8]) {
            testDescription = kind
            self.bytes = bytes
        }
    }

    private static let files: [File] = {
        let color = (0..<24 * 17 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let alpha = (0..<24 * 17 * 4).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let palette: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
        return [
            File("color PNG", SampleImage.png(rows: color, width: 24, height: 17, colorType: 2, interlaced: true)),
            File("PNG with alpha", SampleImage.png(rows: alpha, width: 24, height: 17, colorType: 6, interlaced: true)),
            File(
                "PNG with a palette",
                SampleImage.png(
                    rows: [UInt8](repeating: 0x1B, count: 17 * 3),
                    width: 12,
                    height: 17,
                    depth: 2,
                    colorType: 3,
                    palette: palette,
                    alphas: [0, 128]
                )
            ),
            File("color JPEG", SampleImage.jpeg(color, width: 24, height: 17, channels: 3, orientation: 6)),
            File("progressive JPEG", SampleImage.jpeg(color, width: 24, height: 17, channels: 3, progressive: true)),
            File("CMYK JPEG", SampleImage.jpeg(alpha, width: 24, height: 17, channels: 4)),
        ]
    }()

    @Test("a file cut short anywhere is refused", arguments: files)
    func cut(file: File) {
        let file = file.bytes
        #expect(refusal(file) == nil)
        // A JPEG file's last two bytes only say that it ends.
        for count in 0..<file.count - 2 {
            #expect(refusal(Array(file.prefix(count))) != nil, "the first \(count) of \(file.count) bytes")
        }
    }

    @Test("damage never brings anything down", arguments: files)
    func damage(file: File) {
        let file = file.bytes
        let isPNG = file[0] == 0x89
        var random = RandomSource(seed: 7)
        // A file that comes out large by chance shall not cost seconds.
        let decoder = ImageDecoder(limits: ImageLimits(pixels: 100_000))
        var decoded = 0
        for _ in 0..<8_000 {
            var bytes = file
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            if isPNG && Bool.random(using: &random) { bytes = PNGChecksums.mended(bytes) }
            let size = Bool.random(using: &random) ? ImageShape(height: 3, width: 2, channels: 1) : nil
            if let image = try? bytes.withUnsafeBytes({ try decoder.decode($0, for: size) }) {
                decoded += 1
                #expect(image.pixels.count == image.height * image.width * image.channels)
            }
        }
        // Some changes reach the pixels, most do not.
        #expect(decoded > 0 && decoded < 8_000)
    }
}

import Domain
import FoundationEssentials
import Images
import Testing

@Suite("PNG files")
struct PNGTests {
    private let decoder = ImageDecoder()

    private func decode(_ bytes: [UInt8]) throws -> PixelImage { try bytes.withUnsafeBytes { try decoder.decode($0) } }

    /// A way to store the same row of gray: its samples as PNG holds them, and what they are in 8 bits.
    struct Depth: CustomTestStringConvertible {
        var bits: Int
        var row: [UInt8]
        var gray: [UInt8]
        var testDescription: String { "\(bits) bits" }
    }

    static let depths = [
        Depth(bits: 1, row: [0b1010_0000], gray: [255, 0, 255]), Depth(bits: 2, row: [0b0001_1011], gray: [0, 85, 170]),
        Depth(bits: 4, row: [0x1F, 0x80], gray: [17, 255, 136]), Depth(bits: 8, row: [3, 200, 255], gray: [3, 200, 255]),
        Depth(bits: 16, row: [0x80, 0x80, 0xFF, 0xFF, 0x01, 0x00], gray: [128, 255, 1]),
    ]

    @Test("gray of every depth becomes 8 bits, interlaced or not", arguments: depths, [false, true])
    func gray(depth: Depth, interlaced: Bool) throws {
        let bytes = SampleImage.png(
            rows: depth.row + depth.row,
            width: 3,
            height: 2,
            depth: depth.bits,
            colorType: 0,
            interlaced: interlaced
        )
        #expect(try decode(bytes) == PixelImage(height: 2, width: 3, channels: 1, pixels: depth.gray + depth.gray))
    }

    @Test("color stays as it is, interlaced or not", arguments: [false, true])
    func color(interlaced: Bool) throws {
        let pixels = (0..<9 * 11 * 3).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let bytes = SampleImage.png(rows: pixels, width: 11, height: 9, colorType: 2, interlaced: interlaced)
        #expect(try decode(bytes) == PixelImage(height: 9, width: 11, channels: 3, pixels: pixels))
    }

    @Test("a palette is resolved, its transparent colors lie over white")
    func palette() throws {
        let palette: [UInt8] = [255, 0, 0, 10, 20, 30, 0, 0, 0]
        let bytes = SampleImage.png(
            rows: [0b0001_1000],
            width: 3,
            height: 1,
            depth: 2,
            colorType: 3,
            palette: palette,
            alphas: [255, 255, 51]
        )
        #expect(try decode(bytes).pixels == [255, 0, 0, 10, 20, 30, 204, 204, 204])
    }

    @Test("alpha is laid over white, interlaced or not", arguments: [false, true])
    func alpha(interlaced: Bool) throws {
        let gray = SampleImage.png(rows: [0, 0, 0, 255, 100, 51], width: 3, height: 1, colorType: 4, interlaced: interlaced)
        #expect(try decode(gray).pixels == [255, 0, 224])
        let color = SampleImage.png(rows: [255, 0, 0, 128, 0, 0, 255, 255], width: 1, height: 2, colorType: 6, interlaced: interlaced)
        #expect(try decode(color).pixels == [255, 127, 127, 0, 0, 255])
    }

    @Test("the one transparent color of a file without alpha becomes white")
    func transparentColor() throws {
        let gray = SampleImage.png(rows: [7, 8], width: 2, height: 1, colorType: 0, alphas: [0, 7])
        #expect(try decode(gray).pixels == [255, 8])
        let color = SampleImage.png(rows: [1, 2, 3, 1, 2, 4], width: 2, height: 1, colorType: 2, alphas: [0, 1, 0, 2, 0, 3])
        #expect(try decode(color).pixels == [255, 255, 255, 1, 2, 4])
    }

    @Test("color is what pixels have, not what the file's type says")
    func hasColor() throws {
        #expect(try !decode(SampleImage.png(rows: [5, 5, 5, 9, 9, 9], width: 2, height: 1, colorType: 2)).hasColor)
        #expect(try decode(SampleImage.png(rows: [5, 5, 5, 9, 9, 8], width: 2, height: 1, colorType: 2)).hasColor)
    }

    @Test("no room is made for a chunk that is not looked at, whatever it says of its size", arguments: ["eXIf", "iCCP", "iTXt", "zTXt"])
    func uselessChunks(name: String) throws {
        let whole = SampleImage.png(rows: [1, 2], width: 2, height: 1, colorType: 0)
        // Behind the signature and the header.
        let broken = Array(whole.prefix(33)) + [0x7F, 0xFF, 0xFF, 0] + Array(name.utf8) + [0x49, 0x49]
        let before = try Self.peakKiB()
        #expect(throws: Refusal.self) { try decode(broken) }
        #expect(try Self.peakKiB() - before < 1 << 20)
        #expect(try decode(Array(whole.prefix(33)) + Self.chunk(name, [7, 7, 7]) + whole.dropFirst(33)).pixels == [1, 2])
    }

    /// The most memory that the process had reserved.
    private static func peakKiB() throws -> Int {
        let status = String(decoding: try #require(FileManager.default.contents(atPath: "/proc/self/status")), as: UTF8.self)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    /// With its CRC-32 (PNG specification, annex D).
    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        func big(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        let sum = (Array(name.utf8) + content).reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return big(UInt32(content.count)) + Array(name.utf8) + content + big(~sum)
    }
}

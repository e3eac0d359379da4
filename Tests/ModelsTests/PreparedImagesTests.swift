import Domain
import Models
import Rows
import Tensors
import Testing

@Suite("Images made ready for training")
struct PreparedImagesTests {
    static let shape = ImageShape(height: 5, width: 4, channels: 3)

    /// An image as the network reads it.
    static func filled(_ augmentation: Augmentation, seed: UInt64) throws -> [Float] {
        let table = ExampleTable(
            schema: Schema(image: shape),
            columns: [.images((0..<UInt8(shape.count)).map { $0 &* 4 }, shape)],
            labels: .classes([0], names: ["a"])
        )
        let rows = try Bars.version(table).prepare(table, augmentation)
        var random = RandomSource(seed: seed)
        var input = [Float](repeating: .nan, count: shape.count)
        rows.fill(&input, row: 0, random: &random)
        return input
    }

    @Test("are standardized by their first file's mean and deviation, channel by channel")
    func standardized() throws {
        let input = try Self.filled(Augmentation(), seed: 1)
        for channel in 0..<3 {
            let values = stride(from: channel, to: input.count, by: 3).map { Double(input[$0]) }
            #expect(abs(values.reduce(0, +)) < 1e-4)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } / Double(values.count) - 1) < 1e-4)
        }
    }

    @Test("move by at most as many pixels as told, and what comes in is the edge's own")
    func shifts() throws {
        let still = try Self.filled(Augmentation(), seed: 1)
        func pixel(_ image: [Float], _ y: Int, _ x: Int) -> ArraySlice<Float> {
            let place = (min(max(y, 0), 4) * 4 + min(max(x, 0), 3)) * 3
            return image[place..<place + 3]
        }
        var seen: Set<[Int]> = []
        for seed in 0..<200 {
            let moved = try Self.filled(Augmentation(shift: 1), seed: UInt64(seed))
            var found: [[Int]] = []
            for down in -1...1 {
                for right in -1...1 {
                    let places = (0..<20).map { (y: $0 / 4, x: $0 % 4) }
                    let isMoved = places.allSatisfy { pixel(moved, $0.y, $0.x).elementsEqual(pixel(still, $0.y - down, $0.x - right)) }
                    if isMoved { found.append([down, right]) }
                }
            }
            #expect(found.count == 1)
            seen.formUnion(found)
        }
        #expect(seen.count == 9)
    }

    @Test("are mirrored half of the time where told")
    func flips() throws {
        let still = try Self.filled(Augmentation(), seed: 1)
        var mirrored: [Float] = []
        for y in 0..<5 {
            for x in (0..<4).reversed() { mirrored += still[(y * 4 + x) * 3..<(y * 4 + x) * 3 + 3] }
        }
        let images = try (0..<200).map { try Self.filled(Augmentation(flips: true), seed: UInt64($0)) }
        #expect(images.allSatisfy { $0 == still || $0 == mirrored })
        // 100 are expected; five deviations are 35.
        #expect((65...135).contains(images.count { $0 == mirrored }))
    }
}

import Files
import FoundationEssentials
import Glibc
import Hashing
import Models
import Synchronization
import Testing

@Suite("The cache of texts' vectors")
final class VectorCacheTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/learnd-vectors-\(UUID().uuidString)"
    private let base = SHA256.hash("base")

    deinit { Folder.remove(folder) }

    /// Vectors of a text's bytes, which count how many were asked of them.
    private final class Counting: TextVectors {
        let width = 5
        let together = 4
        let asked = Mutex(0)

        func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
            asked.withLock { $0 += count }
            for row in 0..<count {
                let text = rows.texts[rows[row * stride + column]]
                for index in 0..<width { vectors[row * width + index] = index < text.count ? Float(text[index]) : 0 }
            }
        }
    }

    /// The vectors of texts and how many of them had to be made.
    private func vectors(_ texts: [String], most: Int = 1 << 20) -> (vectors: [Float], made: Int) {
        let counting = Counting()
        let cached = CachedVectors(counting, of: base, tokens: 512, TextCache(folder: folder, most: most))
        var (bytes, ends): ([UInt8], [Int]) = ([], [])
        for text in texts {
            bytes += Array(text.utf8)
            ends.append(bytes.count)
        }
        var result = [Float](repeating: -1, count: texts.count * 5)
        // Each row has a number beside its text.
        let numbers: [Double] = texts.indices.flatMap { [7.0, Double($0)] }
        bytes.withUnsafeBufferPointer { bytes in
            ends.withUnsafeBufferPointer { ends in
                numbers.withUnsafeBufferPointer { numbers in
                    result.withUnsafeMutableBufferPointer { result in
                        let rows = InputRows(
                            numbers.baseAddress!,
                            texts: InputTexts(bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count)
                        )
                        cached.fill(result.baseAddress!, rows, column: 1, stride: 2, count: texts.count)
                    }
                }
            }
        }
        return (result, counting.asked.withLock { $0 })
    }

    private func plain(_ texts: [String]) -> [Float] {
        texts.flatMap { text -> [Float] in
            let bytes = Array(text.utf8)
            return (0..<5).map { $0 < bytes.count ? Float(bytes[$0]) : 0 }
        }
    }

    private var files: [String] { Folder.names("\(folder)/texts/\(base)/512").map { "\(folder)/texts/\(base)/512/\($0)" } }

    @Test("makes a text's vector once, for later processes too")
    func once() {
        let texts = ["one", "two", "three", ""]
        #expect(vectors(texts) == (plain(texts), 4))
        #expect(vectors(["four", "two", "one"]) == (plain(["four", "two", "one"]), 1))
        #expect(vectors(["four", "three", ""]) == (plain(["four", "three", ""]), 0))
        #expect(files.count == 1, "later processes go on with the file that is there")
    }

    @Test("takes what was altered or cut off for what is not there")
    func damage() throws {
        let texts = (0..<20).map { "text \($0)" }
        _ = vectors(texts)
        let file = try #require(files.first)
        var bytes = try WholeFile.read(file)
        bytes[16 + 3] ^= 1
        try WholeFile.write(Array(bytes.dropLast(5)), to: file)
        // The first was altered, the last has lost its end.
        #expect(vectors(texts) == (plain(texts), 2))
        #expect(vectors(texts) == (plain(texts), 0))
    }

    @Test("stays within its bytes, the oldest going first, and is emptied at once")
    func bound() {
        let record = 16 + 5 * 4 + 8
        for part in 0..<40 { _ = vectors((0..<10).map { "\(part * 10 + $0)" }, most: 160 * record) }
        let bytes = files.reduce(0) { $0 + ((try? WholeFile.read($1).count) ?? 0) }
        #expect(bytes <= 160 * record && bytes > 100 * record, "\(bytes / record) records")
        #expect(vectors(["399"], most: 160 * record).made == 0)
        #expect(vectors(["0"], most: 160 * record).made == 1)
        TextCache(folder: folder, most: 0).empty()
        #expect(files.isEmpty)
        #expect(vectors(["399"], most: 0).made == 1)
        #expect(files.isEmpty, "with no bytes to fill nothing is kept")
    }

    @Test("does without a folder that cannot be made")
    func noFolder() throws {
        try WholeFile.write([1], to: folder)
        #expect(vectors(["one"]) == (plain(["one"]), 1))
    }
}

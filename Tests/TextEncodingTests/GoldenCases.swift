import FoundationEssentials
import Glibc
import TextEncoding

/// What the package `tokenizers` gave: `Golden/golden.json`, made by `Golden/make_golden.py`.
struct GoldenCases: Decodable {
    struct Case: Decodable, Sendable, CustomStringConvertible {
        var name: String
        /// The file with what a tokenizer.json has under "model".
        var model: String
        /// What is written otherwise in that, in pairs.
        var change: [String]
        /// The rest of the tokenizer.json.
        var parts: String
        var size: Int
        var largest: Int32
        /// Of each block's ids.
        var digests: [String]
        /// The ids of the first block's first lines.
        var examples: [[Int32]]

        var description: String { name }

        /// The whole tokenizer.json.
        var json: [UInt8] {
            var text = String(decoding: GoldenCases.bytes(model), as: UTF8.self)
            for i in stride(from: 0, to: change.count, by: 2) { text.replace(change[i], with: change[i + 1]) }
            return Array((parts.dropLast() + ", \"model\": " + text + "}").utf8)
        }
    }

    var blocks: Int
    var lines: Int
    var cases: [Case]

    static let all: GoldenCases = decode("golden.json")
    static let palette: Lines.Palette = decode("palette.json")

    static func named(_ name: String) -> Case { all.cases.first { $0.name == name }! }

    static func lines(block: Int) -> [[UInt8]] { Lines.block(block, count: all.lines, palette: palette) }

    /// FNV-1a, 64 bits, of each line's count of ids and the ids, 32 bits each.
    static func digest(_ rows: [[Int32]]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for ids in rows {
            for number in [Int32(ids.count)] + ids { value = (value ^ UInt64(number)) &* 0x100_0000_01B3 }
        }
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    static func bytes(_ name: String) -> [UInt8] {
        let here = #filePath
        let path = "\(here[..<here.lastIndex(of: "/")!])/Golden/\(name)"
        guard let file = fopen(path, "rb") else { preconditionFailure("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }

    private static func decode<Value: Decodable>(_ name: String) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(bytes(name))) } catch { preconditionFailure("\(name): \(error)") }
    }
}

extension Tokenizer {
    func ids(_ text: [UInt8], most: Int = .max, with scratch: TokenizerScratch = TokenizerScratch()) -> [Int32] {
        var ids: [Int32] = []
        _ = text.withUnsafeBufferPointer { encode($0, most: most, into: &ids, with: scratch) }
        return ids
    }
}

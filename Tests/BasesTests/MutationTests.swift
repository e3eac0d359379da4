import Domain
import FoundationEssentials
import Tensors
import Testing

@testable import Bases

/// Bytes changed at random: a right reading or a refusal, whatever comes.
@Suite("Mutated files")
struct MutationTests {
    /// `LEARND_MUTATIONS` for a longer trial.
    static let count = ProcessInfo.processInfo.environment["LEARND_MUTATIONS"].flatMap { Int($0) } ?? 3_000

    private struct Mutator {
        var random: SplitMix

        /// Numbers and signs that parsers stumble over.
        static let tokens = [
            "-1", "0", "9223372036854775807", "9223372036854775808", "4294967296", "1e308", "1e-400", "NaN", "null", "true", "{", "}", "[",
            "]", ",",
            ":", "\"", "\\u0000", "\\ud83d", "[[[[[[[[", "{\"a\":", "\"__metadata__\":{}", "BF16", "I64", "roberta", "\u{FEFF}", "é",
        ].map { Array($0.utf8) }

        mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for _ in 0...random.below(4) {
                guard !bytes.isEmpty else { return bytes }
                let place = random.below(bytes.count)
                let end = min(bytes.count, place + random.below(24))
                switch random.below(7) {
                case 0: bytes[place] ^= UInt8(1 << random.below(8))
                case 1: bytes[place] = UInt8(random.below(256))
                case 2: bytes.removeSubrange(place..<end)
                case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
                case 4: bytes.insert(contentsOf: Self.tokens[random.below(Self.tokens.count)], at: place)
                case 5:
                    let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
                    if !digits.isEmpty { bytes[digits[random.below(digits.count)]] = UInt8(0x30 + random.below(10)) }
                default: bytes.removeLast(random.below(bytes.count))
                }
            }
            return bytes
        }
    }

    struct SplitMix {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) >> 1) % bound
        }
    }

    @Test("of config.json are refused or read within bounds", arguments: ["bert", "distilbert", "roberta"])
    func configurations(name: String) throws {
        let whole = try GoldenBase(name: name).files()["config.json"]!
        var mutator = Mutator(random: SplitMix(state: 1))
        var read = 0
        for _ in 0..<Self.count {
            guard let found = try? EncoderConfiguration(mutator.mutate(whole), name: "config.json") else { continue }
            read += 1
            let shape = found.shape
            #expect(shape.width.isMultiple(of: shape.heads) && shape.positions >= 1 && shape.vocabulary <= 1 << 24 && shape.layers <= 256)
        }
        #expect(read > 0 && read < Self.count)
    }

    @Test("of safetensors headers are refused, or the tensors cover the file", arguments: ["bert", "roberta-bf16"])
    func headers(name: String) throws {
        let files = try GoldenBase(name: name).files()
        let file = files["model.safetensors"]!
        let length = Int(file[0]) | Int(file[1]) << 8
        let (header, data) = (Array(file[8..<8 + length]), file.count - 8 - length)
        let configuration = try EncoderConfiguration(files["config.json"]!, name: "config.json")
        var mutator = Mutator(random: SplitMix(state: 2))
        var read = 0
        for _ in 0..<Self.count {
            guard let found = try? TensorHeader(mutator.mutate(header), dataBytes: data, name: "model.safetensors") else { continue }
            read += 1
            let bytes = found.entries.values.reduce(0) { $0 + $1.shape.reduce($1.element.byteCount, *) }
            #expect(bytes == data)
            _ = try? EncoderTensors(found, configuration, name: "model.safetensors")
        }
        #expect(read > 0 && read < Self.count)
    }

    @Test("as a whole are refused or added, and whoever was added answers")
    func folders() throws {
        let trial = try BaseTrial()
        let files = try GoldenBase.all[1].files()
        var mutator = Mutator(random: SplitMix(state: 3))
        for round in 0..<max(60, Self.count / 100) {
            var files = files
            let name = round % 2 == 0 ? "config.json" : "model.safetensors"
            files[name] = mutator.mutate(files[name]!)
            let path = try trial.write(files, "model\(round)")
            guard let added = try? trial.add(path).description else { continue }
            let base = try trial.store.open(added.digest)
            #expect(base.encoder.encoded([1, 0], lengths: [2]).vectors.count == added.width)
        }
    }
}

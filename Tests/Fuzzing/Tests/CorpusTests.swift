import FoundationEssentials
import FuzzTargets
import Testing

/// The fuzzers' corpus (`make fuzz`) without their tools: each input, and some made of it.
@Suite("Readers, parsers and decoders given any bytes")
struct CorpusTests {
    private static let corpus = String(#filePath.dropLast("Tests/CorpusTests.swift".utf8.count)) + "corpus/"
    private static let mutations = 60

    @Test("do not crash and keep what their targets say", arguments: FuzzTarget.all.map(\.name))
    func replay(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let folder = Self.corpus + name
        let inputs = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { file in
            [UInt8](FileManager.default.contents(atPath: folder + "/" + file) ?? Data())
        }
        try #require(!inputs.isEmpty, "\(folder) is empty")
        let run = target.make()
        var mutator = Mutator(inputs: inputs, mostBytes: target.mostBytes)
        let given = inputs + (0..<inputs.count * Self.mutations).map { mutator.next(after: inputs[$0 % inputs.count]) }
        for input in given {
            do {
                try input.withUnsafeBytes { try run($0) }
            } catch {
                Issue.record("\(error), given \(input.count) bytes in base64: \(Data(input).base64EncodedString())")
            }
        }
    }
}

/// Damages inputs, the same way in every run.
private struct Mutator {
    let inputs: [[UInt8]]
    let mostBytes: Int
    private var state: UInt64 = 1

    init(inputs: [[UInt8]], mostBytes: Int) {
        self.inputs = inputs
        self.mostBytes = mostBytes
    }

    mutating func next(after input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0...pick(4) {
            let place = pick(bytes.count + 1)
            let end = min(bytes.count, place + 1 + pick(8))
            switch pick(6) {
            case 0: bytes.insert(UInt8(pick(256)), at: place)
            case 1: bytes.removeSubrange(place..<end)
            case 2: for index in place..<end { bytes[index] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(pick(256))][pick(6)] }
            case 3: if place < bytes.count { bytes[place] ^= 1 << UInt8(pick(8)) }
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                let other = inputs[pick(inputs.count)]
                let start = pick(other.count + 1)
                bytes.replaceSubrange(place..<end, with: other[start..<min(other.count, start + pick(32))])
            }
        }
        return Array(bytes.prefix(mostBytes))
    }

    private mutating func pick(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }
}

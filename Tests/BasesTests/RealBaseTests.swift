import Domain
import FoundationEssentials
import Testing

@testable import Bases

enum RealBase {
    static let path = ProcessInfo.processInfo.environment["LEARND_TEST_BASE"]
}

/// all-MiniLM-L6-v2, where `LEARND_TEST_BASE` names its folder, its wheel, or the folder of an added base.
@Suite("all-MiniLM-L6-v2", .enabled(if: RealBase.path != nil, "LEARND_TEST_BASE names no base"))
struct RealBaseTests {
    // The states are up to 10 large after six layers of sums of 1,536 terms in single precision.
    @Test("has the hidden states of transformers and the vectors of sentence-transformers on 50 texts")
    func golden() throws {
        let trial = try BaseTrial()
        let path = RealBase.path!
        let base: Base
        if let digest = Digest(hex: String(path.split(separator: "/").last ?? "")) {
            base = try BaseStore(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }).open(digest)
        } else {
            base = try trial.store.open(try trial.add(path).description.digest)
        }
        let expected = try GoldenBase(name: "minilm").expected()
        #expect(expected.lengths.count == 50)
        let found = base.encoder.encoded(expected.tokens, lengths: expected.lengths)
        let width = base.encoder.width
        var samples: [Float] = []
        var first = 0
        for length in expected.lengths {
            for place in [0, length / 2, length - 1] { samples += found.hidden[(first + place) * width..<(first + place + 1) * width] }
            first += length
        }
        let (hidden, vectors) = (largestDifference(samples, expected.hidden), largestDifference(found.vectors, expected.vectors))
        #expect(hidden < 1e-4)
        #expect(vectors < 1e-5)
        let rounded = base.encoder(.bfloat16).encoded(expected.tokens, lengths: expected.lengths)
        let roundedVectors = largestDifference(rounded.vectors, expected.vectors)
        // 1.0e-3 where weights alone are rounded; where the CPU multiplies pairs, what they multiply is rounded too. Logits of a head as large as PyTorch
        // makes a new one differ by half of that.
        #expect(roundedVectors < 2e-3)
        print("all-MiniLM-L6-v2: hidden states differ by at most \(hidden), vectors by \(vectors), in bfloat16 by \(roundedVectors)")
    }
}

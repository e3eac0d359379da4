import Domain
import Testing
import TextEncoding

@Suite("Tokenizers from altered files")
struct FuzzTests {
    @Test("are refused or read, and then encode whatever there is", arguments: TokenizerFile.allCases)
    func altered(_ file: TokenizerFile) throws {
        var refused = 0
        let rounds = 1_500
        for round in 0..<rounds {
            var mutation = Mutation(seed: UInt64(round))
            let bytes = mutation.altered(file.valid)
            if try !file.readsOrRefuses(bytes) { refused += 1 }
        }
        // Both happen.
        #expect(refused > rounds / 20 && refused < rounds)
    }

    @Test("are refused where they are cut off", arguments: TokenizerFile.allCases)
    func cut(_ file: TokenizerFile) throws {
        for length in stride(from: 0, to: file.valid.count, by: max(1, file.valid.count / 300)) {
            _ = try file.readsOrRefuses(Array(file.valid.prefix(length)))
        }
        for bytes: [UInt8] in [[], [0], [0xFF, 0xFE], Array("{}".utf8), Array("[]".utf8), Array(repeating: 0x5B, count: 100_000)] {
            _ = try file.readsOrRefuses(bytes)
        }
    }
}

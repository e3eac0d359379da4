import Glibc
import Models
import Testing
import TextEncoding

@Suite("Sums of tokens")
struct TokenSumsTests {
    private static let names = ["billing", "devices", "network"]

    private static func tokens(_ pairs: [(UInt32, Float)]) -> [HashedToken] { pairs.map { HashedToken(place: $0, weight: $1 * 8_192) } }

    private static let rows: [(name: String, tokens: [HashedToken])] = [
        ("billing", tokens([(3, 0.5), (70_000, 0.25), (131_071, 1)])),
        ("devices", tokens([(3, 0.25), (9, 0.5), (9, 0.5)])),
        ("billing", tokens([(9, 0.125), (0, 0.75)])),
    ]

    private static func sums(_ rows: [(name: String, tokens: [HashedToken])]) -> TokenSums {
        var sums = TokenSums()
        for row in rows { row.tokens.withUnsafeBufferPointer { sums.add($0, of: row.name) } }
        return sums
    }

    private static func logits(_ sums: TokenSums, _ row: [HashedToken]) -> [Float] {
        var logits = [Float](repeating: 0, count: names.count)
        let weights = TokenWeights(sums, classes: names)
        row.withUnsafeBufferPointer { row in
            logits.withUnsafeMutableBufferPointer { weights.add(row, factor: 1, to: $0.baseAddress!) }
        }
        return logits
    }

    @Test("are the same in any order, come back from their bytes, and rows go out again")
    func exact() throws {
        let bytes = Self.sums(Self.rows).encoded(Self.names)
        #expect(bytes == Self.sums(Self.rows.reversed()).encoded(Self.names))
        #expect(bytes == (try TokenSums(encoded: bytes, classes: Self.names)).encoded(Self.names))
        let without = Self.sums(Self.rows).subtracting(Self.sums([Self.rows[1]]))
        #expect(without.encoded(Self.names) == Self.sums([Self.rows[0], Self.rows[2]]).encoded(Self.names))
    }

    // Rennie and others (2003), as it stands there: every token of every class.
    @Test("say of classes what naive Bayes against the rest says, but for what all classes have alike")
    func plain() {
        let (smoothing, count) = (0.001, Double(HashedText.tokenCount))
        var table = [String: [UInt32: Double]]()
        for (name, tokens) in Self.rows {
            for token in tokens { table[name, default: [:]][token.place, default: 0] += Double(token.weight) / 8_192 }
        }
        let row = Self.tokens([(3, 0.5), (9, 0.25), (500, 1), (131_071, 0.125)])
        let plain = Self.names.prefix(2).map { name in
            let own = table[name]!.values.reduce(0, +)
            let rest = table.filter { $0.key != name }.values.reduce(0) { $0 + $1.values.reduce(0, +) }
            return row.reduce(0.0) { sum, token in
                let mine = table[name]![token.place] ?? 0
                let others = table.filter { $0.key != name }.values.reduce(0) { $0 + ($1[token.place] ?? 0) }
                let share = log((mine + smoothing) / (own + smoothing * count)) - log((others + smoothing) / (rest + smoothing * count))
                return sum + Double(token.weight) / 8_192 * share
            }
        }
        let logits = Self.logits(Self.sums(Self.rows), row)
        #expect(abs(Double(logits[0] - logits[1]) - (plain[0] - plain[1])) < 1e-4)
        #expect(logits.allSatisfy { $0.isFinite }, "a class without words among them")
    }

    @Test("fade to whole numbers", arguments: [0.5, 0.9])
    func fading(share: Double) throws {
        var sums = Self.sums(Self.rows)
        sums.fade(to: share)
        #expect(sums.encoded(Self.names) == (try TokenSums(encoded: sums.encoded(Self.names), classes: Self.names)).encoded(Self.names))
        sums.fade(to: 0)
        #expect(sums.encoded(Self.names) == [0, 0, 0])
    }

    @Test("are refused where their bytes are others'", arguments: [0, 1, 5, 200])
    func damaged(cut: Int) {
        let bytes = Self.sums(Self.rows).encoded(Self.names)
        let other = cut == 200 ? bytes + [0] : Array(bytes.dropLast(cut == 0 ? bytes.count : cut))
        let refusal = #expect(throws: (any Error).self) { try TokenSums(encoded: other, classes: Self.names) }
        #expect("\(refusal!)".contains("sums of tokens"))
    }

    @Test("of what is written large: an altered byte is refused or read, and never more than there can be")
    func mutated() {
        let bytes = Self.sums(Self.rows).encoded(Self.names)
        for place in bytes.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var other = bytes
                other[place] = value
                if let read = try? TokenSums(encoded: other, classes: Self.names) {
                    #expect(Self.logits(read, Self.tokens([(3, 1)])).allSatisfy { !$0.isNaN })
                }
            }
        }
    }
}

import Tensors
import Testing

@Suite("Random source")
struct RandomSourceTests {
    // From an independent implementation of xoshiro256++ and SplitMix64 after their authors' C (prng.di.unimi.it).
    @Test("gives xoshiro256++'s numbers")
    func published() {
        var random = RandomSource(seed: 0)
        #expect(
            (0..<5).map { _ in random.next() } == [
                5_987_356_902_031_041_503, 7_051_070_477_665_621_255, 6_633_766_593_972_829_180, 211_316_841_551_650_330,
                9_136_120_204_379_184_874,
            ]
        )
    }

    @Test("goes on alike from a copy, and otherwise from another seed")
    func copies() {
        var random = RandomSource(seed: 42)
        _ = random.next()
        var copy = random
        #expect(copy == random)
        #expect((0..<100).map { _ in random.next() } == (0..<100).map { _ in copy.next() })
        var other = RandomSource(seed: 43)
        #expect(other.next() != random.next())
        #expect(other != random)
    }

    @Test("uniform numbers lie between 0 and 1 and fill the space evenly")
    func uniform() {
        var random = RandomSource(seed: 7)
        var bins = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 {
            let number = random.uniform()
            #expect(number > 0 && number < 1)
            bins[Int(number * 10)] += 1
        }
        // 10,000 a bin, standard deviation 95: five of them.
        for count in bins { #expect(abs(count - 10_000) < 475) }
    }

    @Test("normal numbers have the mean, spread and tails of theirs", arguments: [Float(1), 0.3])
    func normal(deviation: Float) {
        let count = 200_001
        let numbers = normals(count, seed: 8, deviation: deviation).map { Double($0) / Double(deviation) }
        let mean = numbers.reduce(0, +) / Double(count)
        let spread = numbers.reduce(0) { $0 + $1 * $1 } / Double(count)
        let kurtosis = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
        let neighbors = zip(numbers, numbers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        let beyond = Double(numbers.count { abs($0) > 1.959964 }) / Double(count)
        // Five standard errors each: 1, √2, √96 and 1 over √count, and that of a share of 0.05.
        #expect(abs(mean) < 0.0112)
        #expect(abs(spread - 1) < 0.0158)
        #expect(abs(kurtosis - 3) < 0.11)
        #expect(abs(neighbors) < 0.0112)
        #expect(abs(beyond - 0.05) < 0.0025)
    }

    @Test("fills any count, and nothing beyond it", arguments: [0, 1, 2, 15, 16, 17, 33])
    func counts(count: Int) {
        var numbers = [Float](repeating: 99, count: count + 3)
        var random = RandomSource(seed: 9)
        random.fillNormal(&numbers, count: count, deviation: 1)
        #expect(numbers[count...] == [99, 99, 99])
        #expect(numbers[..<count].allSatisfy { abs($0) < 7 })
    }
}

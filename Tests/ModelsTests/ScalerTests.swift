import Models
import Testing

@Suite("Scaler")
struct ScalerTests {
    @Test("gives the mean and the population's spread, whatever the pieces it came in")
    func pieces() {
        let numbers: [Double] = [1, 2, 3, 4, 5, 6, 7, 100]
        var whole = Scaler(width: 1)
        whole.update(numbers, width: 1)
        var pieces = Scaler(width: 1)
        pieces.update(Array(numbers[..<3]), width: 1)
        pieces.update(Array(numbers[3...]), width: 1)
        #expect(whole.standardisation.means[0] == 16)
        #expect(abs(whole.standardisation.scales[0] - 1011.5.squareRoot()) < 1e-9)
        #expect(abs(pieces.standardisation.means[0] - whole.standardisation.means[0]) < 1e-12)
        #expect(abs(pieces.standardisation.scales[0] - whole.standardisation.scales[0]) < 1e-12)
    }

    @Test("leaves missing numbers out, and reads them as the mean")
    func missing() {
        var scaler = Scaler(width: 2)
        scaler.update([1, .nan, 3, 8], width: 2)
        #expect(scaler.sums.map(\.count) == [2, 1])
        #expect(scaler.standardisation.means == [2, 8])
        #expect(scaler.standardisation.apply(.nan, at: 0) == 0)
    }

    @Test("scales by 1 what has no spread", arguments: [0.0, 7, 1e12, -3.25])
    func noSpread(value: Double) {
        var scaler = Scaler(width: 1)
        scaler.update([value, value, value], width: 1)
        #expect(scaler.standardisation.scales == [1])
    }

    @Test("clips at ten scales", arguments: [(1e9, 10), (-1e9, -10), (25, 10), (1, 1)] as [(Double, Float)])
    func clips(number: Double, expected: Float) {
        #expect(Standardisation(means: [0], scales: [1]).apply(number, at: 0) == expected)
    }

    @Test("tells how to turn the new numbers into the old ones")
    func change() {
        let old = Standardisation(means: [3, -1], scales: [2, 1])
        let new = Standardisation(means: [5, 4], scales: [8, 0.5])
        let change = old.change(to: new)
        for (place, number) in [(0, 11.0), (1, 4.5)] {
            let viaNew = change.factors[place] * Double(new.apply(number, at: place)) + change.shifts[place]
            #expect(abs(viaNew - Double(old.apply(number, at: place))) < 1e-6)
        }
    }
}

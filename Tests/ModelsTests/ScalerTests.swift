import Domain
import Hashing
import Models
import Testing

@Suite("Scaler")
struct ScalerTests {
    @Test(
        "is not moved by one number far out, which is clipped",
        arguments: [-9_999_999, 99_999, Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude]
    )
    func robust(far: Double) {
        let numbers = (0..<400).map { Double($0 % 101) }
        var clean = Scaler(width: 1)
        clean.move(to: numbers, width: 1)
        var spoiled = Scaler(width: 1)
        spoiled.move(to: numbers + [far], width: 1)
        #expect(abs(spoiled.standardization.means[0] - clean.standardization.means[0]) < 1)
        #expect(abs(spoiled.standardization.scales[0] / clean.standardization.scales[0] - 1) < 0.05)
        #expect(abs(spoiled.standardization.apply(far, at: 0)) == 10)
    }

    @Test("leaves missing numbers out, reads them as the middle, and keeps what it has of a column without values")
    func missing() {
        var scaler = Scaler(width: 2)
        scaler.move(to: [1, .nan, 2, 8, 3, .nan], width: 2)
        #expect(scaler.standardization.means == [2, 8])
        #expect(scaler.standardization.apply(.nan, at: 0) == 0)
        let before = scaler
        scaler.move(to: [.nan, .nan], width: 2)
        #expect(scaler == before)
    }

    @Test("scales by 1 what has no spread", arguments: [0.0, 7, 1e12, -3.25])
    func noSpread(value: Double) {
        var scaler = Scaler(width: 1)
        scaler.move(to: [value, value, value], width: 1)
        #expect(scaler.standardization.scales == [1])
        #expect(scaler.standardization.means == [value])
    }

    @Test("clips at ten scales", arguments: [(1e9, 10), (-1e9, -10), (25, 10), (1, 1)] as [(Double, Float)])
    func clips(number: Double, expected: Float) {
        #expect(Standardization(means: [0], scales: [1]).apply(number, at: 0) == expected)
    }

    @Test("tells how to turn the new numbers into the old ones")
    func change() {
        let old = Standardization(means: [3, -1], scales: [2, 1])
        let new = Standardization(means: [5, 4], scales: [8, 0.5])
        let change = old.change(to: new)
        for (place, number) in [(0, 11.0), (1, 4.5)] {
            let viaNew = change.factors[place] * Double(new.apply(number, at: place)) + change.shifts[place]
            #expect(abs(viaNew - Double(old.apply(number, at: place))) < 1e-6)
        }
    }

    @Test("takes over where the first release's stands, and is written in its own form from then on")
    func firstRelease() throws {
        let bytes = Array(#"{"sums":[{"count":4,"mean":2.5,"squares":5},{"count":3,"mean":7,"squares":0}]}"#.utf8)
        let scaler = try CanonicalJSON.decode(Scaler.self, from: bytes)
        #expect(scaler.standardization.means == [2.5, 7])
        #expect(scaler.standardization.scales == [(1.25 as Double).squareRoot(), 1])
        let again = try CanonicalJSON.decode(Scaler.self, from: CanonicalJSON.encode(scaler))
        #expect(again == scaler)
    }
}

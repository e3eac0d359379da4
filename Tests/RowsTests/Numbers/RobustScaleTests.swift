import Rows
import Testing

@Suite("Robust scale")
struct RobustScaleTests {
    @Test(
        "finds the number that stands for missing: at an end, again and again, far from all others",
        arguments: [
            (999.0, 20, true), (-9, 20, true), (-999, 5, true), (1e308, 20, true), (999, 2, false), (150, 20, false), (999, 180, false),
        ]
    )
    func placeholder(number: Double, times: Int, isOne: Bool) {
        let readings = (0..<250).map { 100 + Double($0 * 37 % 61) - 30 }
        let scale = RobustScale(readings + [Double](repeating: number, count: times))
        #expect(scale.placeholder == (isOne ? number : nil))
    }

    @Test("takes no end of a column of few values for one")
    func noPlaceholder() {
        #expect(RobustScale((0..<400).map { Double($0 % 2) }).placeholder == nil)
        #expect(RobustScale((0..<400).map { $0 % 40 == 0 ? 5_000 : 0 }).placeholder == nil)
        #expect(RobustScale((0..<400).map { Double($0 % 7) }).placeholder == nil)
    }

    @Test("is the ordinary mean and standard deviation where nothing lies far out")
    func ordinary() {
        let scale = RobustScale((0..<400).map { Double($0 % 101) })
        let mean = (0..<400).reduce(0) { $0 + Double($1 % 101) } / 400
        let variance = (0..<400).reduce(0) { $0 + (Double($1 % 101) - mean) * (Double($1 % 101) - mean) } / 400
        #expect(abs(scale.mean - mean) < 1e-12)
        #expect(abs(scale.scale - variance.squareRoot()) < 1e-12)
    }

    @Test(
        "is hardly moved by one number far out",
        arguments: [-9_999_999, 999, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 9.97e36]
    )
    func far(number: Double) {
        let numbers = (0..<400).map { Double($0 % 101) }
        let (clean, spoiled) = (RobustScale(numbers), RobustScale(numbers + [number]))
        #expect(abs(spoiled.mean - clean.mean) < 1)
        #expect(abs(spoiled.scale / clean.scale - 1) < 0.05)
        #expect(spoiled.isOutlandish(number) == (abs(number) > 2_500))
    }

    @Test("of a column that is nearly always 0 goes by the values that differ")
    func zeroInflated() {
        let numbers = [Double](repeating: 0, count: 920) + (1...80).map { Double($0) * 100 }
        let scale = RobustScale(numbers + [9_999_999])
        #expect(abs(scale.mean - RobustScale(numbers).mean) < 50)
        #expect(scale.scale < 2_000)
        #expect(!scale.isOutlandish(8_000))
        #expect(scale.isOutlandish(9_999_999))
    }

    @Test("of Unix times is their own, however far from 0 they lie")
    func unixTimes() {
        let times = (0..<1_000).map { 1_700_000_000 + Double($0) * 60 }
        let scale = RobustScale(times)
        #expect(abs(scale.mean - 1_700_029_970) < 1e-3)
        #expect(abs(scale.scale - 60_000 / 12.0.squareRoot()) < 100)
        #expect(scale.isOutlandish(0))
        #expect(!times.contains(where: scale.isOutlandish))
    }

    @Test(
        "is finite and above 0 for whatever numbers a file can hold",
        arguments: [
            [], [.nan], [0], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [.leastNonzeroMagnitude, 0, 0],
            [1e308, -1e308, 1e308, -1e308],
            (1...5).map { .leastNonzeroMagnitude * Double($0) }, [1e308, 1e308, 1e308, 1e308, 1], [0, 0, 0, 0, .greatestFiniteMagnitude],
        ] as [[Double]]
    )
    func finite(numbers: [Double]) {
        let scale = RobustScale(numbers)
        #expect(scale.scale.isFinite && scale.scale > 0)
        #expect(scale.mean.isFinite)
    }

    @Test("does not depend on the order")
    func order() {
        let numbers: [Double] = [5, 1, 9, 9, 2, .nan, 7, 3]
        #expect(RobustScale(numbers) == RobustScale(numbers.reversed()))
    }
}

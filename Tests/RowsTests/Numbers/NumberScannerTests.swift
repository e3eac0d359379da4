import Glibc
import RowSamples
import Rows
import Testing

@Suite("Number scanner")
struct NumberScannerTests {
    private func scan(_ text: String) -> NumberScanner.Finding {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { NumberScanner.scan($0.baseAddress ?? UnsafePointer(bitPattern: 1)!, $0.count) }
    }

    /// The first text whose number is not strtod's, bit for bit.
    private func firstDifference(_ count: Int, _ make: (inout RandomSource) -> String) -> String? {
        var random = RandomSource(seed: 7)
        for _ in 0..<count {
            let text = make(&random)
            let expected = strtod(text, nil)
            switch scan(text) {
            case .number(let number) where number.bitPattern == expected.bitPattern: continue
            case .infinite where expected.isInfinite: continue
            case let other: return "\(text): \(other), strtod \(expected)"
            }
        }
        return nil
    }

    @Test("reads what Swift prints for any bits as strtod does")
    func printedDoubles() {
        let difference = firstDifference(400_000) { random in
            var number = Double.nan
            while !number.isFinite { number = Double(bitPattern: random.next()) }
            return "\(number)"
        }
        #expect(difference == nil)
    }

    @Test("reads decimals of 1 to 25 digits with any point and power as strtod does")
    func decimals() {
        let difference = firstDifference(500_000) { random in
            let digits = Int.random(in: 1...25, using: &random)
            var text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            if Bool.random(using: &random) {
                text.insert(".", at: text.index(text.startIndex, offsetBy: Int.random(in: 0...digits, using: &random)))
            }
            if Bool.random(using: &random) { text = "-" + text }
            if Bool.random(using: &random) { text += "e\(Int.random(in: -40...40, using: &random))" }
            return text
        }
        #expect(difference == nil)
    }

    @Test("breaks ties between two doubles as strtod does")
    func halfways() {
        let difference = firstDifference(200_000) { random in
            // An odd number of 54 bits lies halfway between two doubles; times 2^-k it is an exact decimal of at most 19 digits for small k.
            let odd = random.next() >> 10 | 1 << 53 | 1
            let nudge = UInt64.random(in: 0...2, using: &random)
            return Bool.random(using: &random) ? "\(odd &+ nudge &- 1)" : "\((odd &+ nudge &- 1) * 10 + 5)e-1"
        }
        #expect(difference == nil)
    }

    @Test("takes a text for a number exactly where strtod takes all of it")
    func grammar() {
        var random = RandomSource(seed: 9)
        // The neighbors of the digits in ASCII are among them, and lengths around 8 and 16.
        let digits = Array("0123456789")
        let others = Array(".e+-/:;@0")
        var numbers = 0
        for _ in 0..<300_000 {
            var characters = (0..<Int.random(in: 1...20, using: &random)).map { _ in digits.randomElement(using: &random)! }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                characters[Int.random(in: 0..<characters.count, using: &random)] = others.randomElement(using: &random)!
            }
            let text = String(characters)
            let (value, isWhole) = text.withCString { start in
                var end: UnsafeMutablePointer<CChar>?
                let value = strtod(start, &end)
                return (value, end.map { UnsafePointer($0) } == start + characters.count)
            }
            let expected: NumberScanner.Finding = !isWhole ? .noNumber : value.isFinite ? .number(value) : .infinite
            if isWhole { numbers += 1 }
            if scan(text) != expected {
                Issue.record("\(text): \(scan(text)), strtod \(expected)")
                return
            }
        }
        #expect(numbers > 100_000 && numbers < 290_000)
    }

    @Test(
        "reads the corners of its grammar as strtod does",
        arguments: [
            "0", "-0", "+1", "1.", ".5", "-.5", "1e0", "1E+5", "1e-5", "00012", "1e308", "1.7976931348623157e308", "4.9e-324", "1e-400",
            "0e999999999999", "9007199254740993", "18446744073709551615", "18446744073709551616", "123456789012345678901234567890",
            "0.1", "2.2250738585072011e-308", "1e22", "1e23", "1e27", "1e28", "1e-27", "1e-28", "9999999999999999999e27",
            "9999999999999999999e-27", "0.000000000000000000000000000000000001", "1e-999999999999999999999",
        ]
    )
    func corners(text: String) {
        #expect(scan(text) == .number(strtod(text, nil)))
        #expect(strtod(text, nil).sign == (text.hasPrefix("-") ? .minus : .plus))
        if case .number(let number) = scan(text) { #expect(number.sign == strtod(text, nil).sign) }
    }

    @Test(
        "reads JSON's numbers to where they end, and none that JSON does not have",
        arguments: [
            ("0", 1), ("-0", 2), ("12,", 2), ("0.5]", 3), ("1e5}", 3), ("1E+5", 4), ("-1.25e-3 ", 8), ("12345678901234567890", 20),
            ("1e999", 5), ("01", 1), ("", nil), ("-", nil), ("+1", nil), (".5", nil), ("1.", nil), ("1.e5", nil), ("1e", nil),
            ("1e+", nil), ("nan", nil), ("-inf", nil),
        ] as [(String, Int?)]
    )
    func json(text: String, length: Int?) {
        let bytes = Array(text.utf8)
        var position = 0
        let number = bytes.withUnsafeBufferPointer {
            NumberScanner.json($0.baseAddress ?? UnsafePointer(bitPattern: 1)!, &position, $0.count)
        }
        guard let length else {
            #expect(number == nil)
            return
        }
        #expect(position == length)
        #expect(number?.bitPattern == strtod(String(text.prefix(length)), nil).bitPattern)
    }

    @Test(
        "takes nothing else for a number",
        arguments: ["", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1,2", "0x10", "1 2", "1a", "--1", "+-1", "1e5.5", "١", "1_000"]
    )
    func noNumbers(text: String) {
        #expect(scan(text) == .noNumber)
    }

    @Test("knows infinities, in words and in digits", arguments: ["inf", "-Inf", "+INFINITY", "1e309", "-1e400", "1e99999999999999999999"])
    func infinities(text: String) {
        #expect(scan(text) == .infinite)
    }

    @Test("knows NaN in any case", arguments: ["nan", "NaN", "-NAN"])
    func nans(text: String) {
        #expect(scan(text) == .nan)
    }
}

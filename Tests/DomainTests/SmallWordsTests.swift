import Domain
import Testing

@Suite("Small words of the flow")
struct SmallWordsTests {
    @Test(
        "writes decimals as people read them",
        arguments: [
            (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.05, 1, "-0.1"), (12.345, 2, "12.35"), (0.5, 0, "1"), (100, 1, "100.0"),
            (.nan, 1, "nan"), (123_456_789_012.25, 8, "123456789012.25"),
        ]
            as [(Double, Int, String)]
    )
    func decimals(number: Double, places: Int, text: String) {
        #expect(Decimals.text(number, places: places) == text)
    }

    @Test(
        "writes whole numbers whole and others in the fewest digits",
        arguments: [
            (3.0, "3"), (-7, "-7"), (-0.0, "0"), (0.1, "0.1"), (1.5, "1.5"), (1e300, "1e+300"), (999_999_999_999_999, "999999999999999"),
            (.nan, "nan"),
        ] as [(Double, String)]
    )
    func shortest(number: Double, text: String) {
        #expect(Decimals.shortest(number) == text)
    }

    @Test(
        "knows a slip of a known word from another word",
        arguments: [
            ("tikets", "tickets"), ("ticktes", "tickets"), ("Tickets", "tickets"), ("tick-ets", "tickets"), ("tick_ets", "tickets"),
            ("irs", "iris"), ("irsi", "iris"), ("iris2", "iris"), ("tickets", nil), ("flowers", nil), ("ir", nil), ("tkts", nil),
            ("IRIS", "iris"),
            ("a", nil), ("hh", nil), ("H", "h"),
        ] as [(String, String?)]
    )
    func slips(word: String, meant: String?) {
        #expect(EditDistance.slip(of: word, among: ["tickets", "iris", "pets", "h"]) == meant)
    }

    @Test("joins what, where and how to mend in one line")
    func refusal() {
        let refusal = Refusal(.invalid, what: "3 is not a color", at: "line 7", fix: "use a name")
        #expect(refusal.description == "line 7: 3 is not a color; use a name")
        #expect(refusal.within("a.csv").description == "a.csv: line 7: 3 is not a color; use a name")
        #expect(Refusal(.busy, what: "full").description == "full")
    }
}

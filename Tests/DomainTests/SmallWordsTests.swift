import Domain
import Glibc
import Testing

@Suite("Small words of the flow")
struct SmallWordsTests {
    @Test(
        "writes decimals as people read them",
        arguments: [
            (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.05, 1, "-0.1"), (12.345, 2, "12.35"), (0.5, 0, "1"), (100, 1, "100.0"),
            (.nan, 1, "nan"),
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

    @Test("encodes the same value to the same bytes, keys sorted")
    func canonical() throws {
        struct Value: Codable, Equatable { var b = 1, a = "x/y" }
        #expect(String(decoding: try CanonicalJSON.encode(Value()), as: UTF8.self) == #"{"a":"x/y","b":1}"#)
        #expect(try CanonicalJSON.decode(Value.self, from: CanonicalJSON.encode(Value())) == Value())
    }

    @Test("writes a whole file or none, makes and removes folders with what is in them")
    func files() throws {
        let root = "/tmp/learnd-domain-\(getpid())"
        defer { Folder.remove(root) }
        try Folder.make("\(root)/a/b/c")
        try WholeFile.write([1, 2, 3], to: "\(root)/a/b/c/file", durable: true)
        #expect(try WholeFile.read("\(root)/a/b/c/file") == [1, 2, 3])
        #expect(Folder.names("\(root)/a/b/c") == ["file"])
        symlink("/tmp", "\(root)/a/link")
        Folder.remove("\(root)/a")
        #expect(!WholeFile.exists("\(root)/a") && WholeFile.exists("/tmp"))
        #expect {
            try WholeFile.read("\(root)/none")
        } throws: { error in
            (error as? Refusal)?.kind == .notFound && "\(error)".contains("\(root)/none")
        }
    }
}

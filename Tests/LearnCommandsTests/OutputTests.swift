import LearnAPI
import LearnCommands
import Rows
import Testing

@Suite("Tables and bars")
struct OutputTests {
    @Test("aligns text left and numbers right, with no space at a line's end")
    func table() {
        var table = Table(.text("FILE"), .number("ROWS"), .text("STATE"))
        table.add(["a.csv", "5", "learned"])
        table.add(["longer.csv", "1200", ""])
        #expect(
            table.lines(fitting: nil) == [
                "FILE        ROWS  STATE",
                "a.csv          5  learned",
                "longer.csv  1200",
            ]
        )
    }

    @Test(
        "fits a terminal: cuts the widest texts first, then leaves columns out in their order",
        arguments: [
            (40, ["MODEL       FILE        STATE       ROWS", "a-model-wi… january-202… learned 120"]),
            (34, ["MODEL       FILE           STATE", "a-model-w… january-2026… learned"]),
            (
                60,
                [
                    "MODEL             FILE                    STATE       ROWS",
                    "a-model-with-name january-2026-from-the-nor… learned 120",
                ]
            ),
            (
                200,
                [
                    "MODEL                      FILE                                      STATE       ROWS",
                    "a-model-with-name          january-2026-from-the-north.csv           learned      120",
                ]
            ),
        ]
    )
    func fits(width: Int, words: [String]) {
        var table = Table(.text("MODEL", .cut(to: 10)), .text("FILE", .cut(to: 10)), .text("STATE"), .number("ROWS", .leave(order: 1)))
        table.add(["a-model-with-name", "january-2026-from-the-north.csv", "learned", "120"])
        let lines = table.lines(fitting: width)
        #expect(lines.allSatisfy { $0.columns <= width }, "\(lines)")
        #expect(
            lines.map { $0.split(separator: " ").joined(separator: " ") } == words.map { $0.split(separator: " ").joined(separator: " ") }
        )
    }

    @Test("wraps long values below their beginning, and none for a pipe")
    func wraps() {
        var facts = Facts()
        facts.add("gate", "held")
        facts.add("", "accuracy on earlier files fell from 96.2 % to 61.5 %")
        #expect(
            facts.lines(fitting: 32) == ["gate  held", "      accuracy on earlier files", "      fell from 96.2 % to 61.5 %"]
        )
        #expect(facts.lines(fitting: nil).count == 2)
        #expect("日本語日本語".cut(to: 7) == "日本語…" && "abc".cut(to: 3) == "abc" && "abcd".cut(to: 3) == "ab…")
    }

    @Test("tells numbered columns of one kind as one")
    func runs() {
        let columns =
            (0..<64).map { SchemaDescription.Column(name: "pixel_\($0)", kind: .numeric) } + [
                .init(name: "x1", kind: .numeric), .init(name: "x2", kind: .numeric), .init(name: "x9", kind: .categorical),
            ]
        #expect(
            ColumnRun.runs(of: columns).map { "\($0.name)|\($0.kind)" } == [
                "pixel_0 … pixel_63|numeric, 64 columns", "x1|numeric", "x2|numeric", "x9|categorical",
            ]
        )
    }

    @Test("keeps columns straight under wide characters")
    func wide() {
        var table = Table(.text("CLASS"), .number("ROWS"))
        table.add(["日本", "1"])
        table.add(["a", "2"])
        #expect(table.lines(fitting: nil) == ["CLASS  ROWS", "日本      1", "a         2"])
    }

    @Test("lets no name steer the terminal or break a line")
    func printable() {
        #expect("a\u{1B}[31mb\nc\td\u{202E}e".printable == "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d\u{FFFD}e")
        #expect("größe 日本".printable == "größe 日本")
    }

    @Test("puts values in one column and leaves out what is not there")
    func facts() {
        var facts = Facts()
        facts.add("a", "1")
        facts.add("longer", nil)
        facts.add("bbb", "2")
        #expect(facts.lines(fitting: nil) == ["a    1", "bbb  2"])
    }

    @Test(
        "draws a bar of the share, within the width",
        arguments: [
            (0.0, 60, "learning a.csv  [....................]    0 %  step 0 of 9"),
            (0.5, 60, "learning a.csv  [##########..........]   50 %  step 0 of 9"),
            (1.0, 60, "learning a.csv  [####################]  100 %  step 0 of 9"),
            (7.0, 60, "learning a.csv  [####################]  100 %  step 0 of 9"),
            (-1.0, 60, "learning a.csv  [....................]    0 %  step 0 of 9"),
            (.nan, 60, "learning a.csv  [....................]    0 %  step 0 of 9"),
            (0.4, 10, "learning a.csv  [##...]   40 %"), (0.4, 40, "learning a.csv  [####......]   40 %"),
        ]
    )
    func bar(share: Double, width: Int, line: String) {
        let drawn = ProgressBar.line(
            "learning a.csv",
            share: share,
            notes: ["step 0 of 9, about 20 min left", "step 0 of 9"],
            width: width
        )
        #expect(drawn.filter { $0 != "#" && $0 != "." } == line.filter { $0 != "#" && $0 != "." })
        let cells = drawn.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
        #expect(cells.count >= 5)
        #expect(cells.filter { $0 == "#" }.count == Int(Double(cells.count) * (share.isNaN ? 0 : min(max(share, 0), 1))))
        if width >= 40 { #expect(drawn.count <= width - 1) }
    }

    @Test("progress bar takes the longest words that leave room for it, and none rather than half of them")
    func barNotes() {
        let notes = ["step 900 of 2000, about 2 min left", "step 900 of 2000", "about 2 min left"]
        for (width, note) in [(100, notes[0]), (60, notes[1]), (40, ""), (45, notes[1])] {
            let line = ProgressBar.line("learning a", share: 0.45, notes: notes, width: width)
            #expect(line.hasSuffix("]   45 %" + (note.isEmpty ? "" : "  " + note)), "\(line)")
            #expect(line.count < width)
        }
    }

    @Test(
        "writes amounts as people read them",
        arguments: [
            (Amounts.bytes(1023), "1023 B"), (Amounts.bytes(1024), "1 KiB"), (Amounts.bytes(1_234_567), "1.2 MiB"),
            (Amounts.bytes(512 << 20), "512 MiB"), (Amounts.bytes((1 << 30) - 1), "1 GiB"), (Amounts.bytes(3 << 40), "3 TiB"),
            (Amounts.percent(0.97826), "97.8 %"), (Amounts.percent(1), "100.0 %"),
            (Amounts.percent(0), "0.0 %"), (Amounts.points(0.013), "+1.3"), (Amounts.points(-0.004), "-0.4"),
            (Amounts.points(-0.0001), "0.0"),
            (Amounts.fixed(2.5, digits: 0), "3"), (Amounts.fixed(-0.05, digits: 1), "-0.1"), (Amounts.fixed(1e300, digits: 2), "1e+300"),
            (Amounts.duration(.milliseconds(850)), "850 ms"), (Amounts.duration(.milliseconds(12_440)), "12.4 s"),
            (Amounts.duration(.seconds(200)), "3 min 20 s"), (Amounts.duration(.seconds(7500)), "2 h 5 min"),
            (Amounts.count(1, "file"), "1 file"), (Amounts.count(2, "file"), "2 files"),
        ]
    )
    func amounts(written: String, expected: String) {
        #expect(written == expected)
    }
}

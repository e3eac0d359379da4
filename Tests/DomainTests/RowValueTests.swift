import Domain
import Testing

@Suite("Values in sentences")
struct RowValueTests {
    @Test("are told to those who have the file, and [value hidden] to all others")
    func told() {
        let text = "column 'age' holds \(RowValue.quoted("forty")), then \(RowValue.marked("41")) and \(RowValue.quoted("-"))"
        #expect(text.withValues == "column 'age' holds 'forty', then 41 and '-'")
        #expect(text.withoutValues == "column 'age' holds [value hidden], then [value hidden] and '-'")
        #expect("plain".withValues == "plain" && "plain".withoutValues == "plain")
    }

    @Test("that hold a mark themselves do not end early")
    func marks() {
        let end = String(Character(Unicode.Scalar(0xFDD1 as UInt32)!))
        let text = "holds \(RowValue.quoted("a\(end)SECRET")), and more"
        #expect(text.withoutValues == "holds [value hidden], and more")
        #expect(text.withValues == "holds 'aSECRET', and more")
    }

    @Test("words that tell nothing of anybody are no secret", arguments: ["-", "?", "--", "unknown", "Missing", "true"])
    func empty(word: String) {
        #expect(RowValue.quoted(word) == "'\(word)'")
    }

    @Test("a refusal says what it says with them, and can be passed on without")
    func refusal() {
        let refusal = Refusal(.invalid, what: "it holds \(RowValue.quoted("Ann"))", at: "a.csv:7", fix: "mend it")
        #expect(refusal.description == "a.csv:7: it holds 'Ann'; mend it")
        #expect(refusal.withoutValues.description == "a.csv:7: it holds [value hidden]; mend it")
        #expect(refusal.withoutValues.within("b").description == "b: a.csv:7: it holds [value hidden]; mend it")
        #expect(refusal.within("b").withoutValues.what == "it holds [value hidden]")
        #expect(refusal == Refusal(.invalid, what: "it holds 'Ann'", at: "a.csv:7", fix: "mend it"))
        let row = RefusedRow(line: 2, reason: "it holds \(RowValue.quoted("Ann"))", excerpt: "Ann,1")
        #expect(row.reason == "it holds 'Ann'" && row.said.withoutValues == "it holds [value hidden]")
    }
}

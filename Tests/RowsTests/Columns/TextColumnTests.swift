import Domain
import Rows
import Testing

@Suite("Columns of texts")
struct TextColumnTests {
    private static func claims(_ texts: [String], counts: [Int]? = nil) -> Bool {
        TextColumn.claims(CollectedTexts(texts: texts, counts: counts ?? texts.map { _ in 1 }, share: 0.9))
    }

    @Test("are those whose values mostly differ and have several words")
    func claimed() {
        #expect(Self.claims(["my card is late", "where is it now", "cannot log in", "yes"]))
        #expect(Self.claims(["我的卡还没有到怎么办", "忘记了密码应该怎么办", "网络今天早上断开了", "打印机里面没有纸了"]))
        #expect(!Self.claims(["red", "green", "light blue", "dark blue", "grey"]), "names of something")
        #expect(!Self.claims(["John Smith", "Mary Miller", "Anna Schmidt", "Li Wei"]), "names of somebody")
        #expect(!Self.claims(["never been married yet", "married with children now"], counts: [40, 60]), "few values, often")
        #expect(!Self.claims(["the only one of three", "and another of those", "a third one too"]), "too few to tell")
        #expect(!Self.claims([]))
    }

    @Test("may be named in settings, and are kept as texts are")
    func named() {
        #expect(ColumnRule.words.contains("text"))
        let areLevels = (texts: TextColumn.areLevels, categories: CategoricalColumn.areLevels)
        #expect(areLevels == (false, true))
    }
}

import Domain
import Testing

@Suite("Model name")
struct ModelNameTests {
    @Test("takes what is safe in a folder and in a path", arguments: ["iris", "a", "Digits-2.v_1", "0", String(repeating: "x", count: 64)])
    func takes(text: String) throws {
        #expect(try ModelName(text).text == text)
    }

    @Test(
        "refuses the rest, saying what is allowed",
        arguments: ["", ".", "..", ".taking", "-x", "_x", "a/b", "a b", "ä", "a\n", String(repeating: "x", count: 65)]
    )
    func refuses(text: String) {
        #expect {
            try ModelName(text)
        } throws: { error in
            (error as? Refusal)?.description
                == "'\(text)' is not a model's name; use 1 to 64 of a-z A-Z 0-9 . _ - with a letter or digit first"
        }
    }
}

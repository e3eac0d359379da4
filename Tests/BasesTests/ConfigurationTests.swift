import Domain
import Testing

@testable import Bases

@Suite("config.json")
struct ConfigurationTests {
    /// A golden folder's with a text replaced; nothing is found that does not begin a key.
    static func changed(_ text: String, _ other: String, of golden: String = "bert") throws -> [UInt8] {
        let json = String(decoding: try GoldenBase(name: golden).files()["config.json"]!, as: UTF8.self)
        precondition(json.contains(text), text)
        return Array(json.replacing(text, with: other).utf8)
    }

    @Test("says what an encoder is like, of each kind")
    func shapes() throws {
        let found = try ["bert", "distilbert", "roberta"].map {
            try EncoderConfiguration(try GoldenBase(name: $0).files()["config.json"]!, name: "config.json")
        }
        #expect(found.map(\.architecture) == [.bert, .distilbert, .roberta])
        #expect(found.map(\.shape.width) == [32, 48, 32])
        #expect(found.map(\.shape.layers) == [2, 2, 3])
        #expect(found.map(\.shape.heads) == [4, 3, 4])
        #expect(found.map(\.shape.hidden) == [64, 96, 64])
        #expect(found.map(\.shape.epsilon) == [1e-12, 1e-12, 1e-5])
        #expect(found.map(\.shape.positions) == [40, 40, 40])
        #expect(found.map(\.skippedPositions) == [0, 0, 2])
        #expect(found.map(\.types) == [2, 0, 1])
    }

    @Test(
        "is refused by the name of what is wrong or not built, with a fix",
        arguments: [
            ("\"model_type\": \"bert\"", "\"model_type\": \"t5\"", "the model is of type 't5'"),
            ("\"model_type\": \"bert\"", "\"a\": 1", "no 'model_type' says"),
            ("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"gelu_new\"", "the activation is 'gelu_new'"),
            ("\"hidden_act\": \"gelu\"", "\"hidden_act\": 3", "'hidden_act' is 3; it is to be a text"),
            ("\"hidden_size\": 32", "\"hidden_size\": 30", "4 attention heads do not divide a width of 30"),
            ("\"hidden_size\": 32", "\"hidden_size\": 3.2e1", "'hidden_size' is 3.2e1; it is to be a whole number from 1"),
            ("\"hidden_size\": 32", "\"hidden_size\": 99999999999999999999", "'hidden_size' is 9999999"),
            ("\"hidden_size\": 32", "\"hidden_size\": [32]", "'hidden_size' is a list or an object"),
            ("\"hidden_size\": 32", "\"hidden_size\": null", "'hidden_size' is missing"),
            ("\"hidden_size\": 32", "\"hidden_size\": 32, \"hidden_size\": 32", "'hidden_size' is there twice"),
            ("\"vocab_size\": 100", "\"vocab_size\": 0", "'vocab_size' is 0"),
            ("\"vocab_size\": 100", "\"vocab_size\": 16777217", "'vocab_size' is 16777217"),
            ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": -1", "'num_hidden_layers' is -1"),
            ("\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": 0", "'layer_norm_eps' is 0"),
            ("\"is_decoder\": false", "\"is_decoder\": true", "'is_decoder' is true: this is a decoder"),
            ("\"is_decoder\": false", "\"is_decoder\": 1", "'is_decoder' is 1; it is to be true or false"),
            ("\"is_decoder\": false", "\"quantization_config\": {\"bits\": 4}", "the weights are quantized"),
            ("\"is_decoder\": false", "\"position_embedding_type\": \"relative_key\"", "the positions are 'relative_key'"),
            ("\"vocab_size\": 100", "\"vocab_size\": 100,", "a '\"' is missing"),
            ("\"vocab_size\": 100", "\"vocab_size\": 0100", "a ',' or '}' is missing"),
        ]
    )
    func refused(text: String, other: String, what: String) throws {
        let refusal = #expect(throws: Refusal.self) {
            try EncoderConfiguration(try Self.changed(text, other), name: "/m/config.json")
        }
        #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
        #expect(refusal?.place == "/m/config.json")
        #expect(refusal?.fix != nil)
    }

    @Test("of RoBERTa has positions behind padding's, or is refused")
    func padding() throws {
        let none = #expect(throws: Refusal.self) {
            try EncoderConfiguration(try Self.changed("\"pad_token_id\": 1", "\"pad_token_id\": 41", of: "roberta"), name: "c")
        }
        #expect(none?.what == "of 42 positions the first 42 are padding's")
        let other = try EncoderConfiguration(try Self.changed("\"pad_token_id\": 1", "\"pad_token_id\": 9", of: "roberta"), name: "c")
        #expect(other.skippedPositions == 10 && other.shape.positions == 32)
    }

    @Test(
        "is no JSON",
        arguments: [
            "", "[]", "{", "{}x", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":tru}", "{\"a\":\"\u{1}\"}", "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\x\"}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":\"", "{\"a\":" + String(repeating: "[", count: 70),
        ]
    )
    func damaged(json: String) {
        let refusal = #expect(throws: Refusal.self) { try EncoderConfiguration(Array(json.utf8), name: "c") }
        #expect(refusal?.what.contains("(byte ") == true, "\(String(describing: refusal))")
    }

    @Test("keeps texts as JSON escapes them")
    func escapes() throws {
        var scanner = JSONScanner(Array(#" "a\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00" "#.utf8), name: "c")
        #expect(try scanner.string() == "a\"\\/\u{8}\u{C}\n\r\téé😀")
        try scanner.end()
    }
}

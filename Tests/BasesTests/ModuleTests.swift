import Domain
import Testing

@testable import Bases

@Suite("sentence-transformers' modules")
struct ModuleTests {
    private func modules(_ types: [(String, String)]) -> [UInt8] {
        Array(
            "[\(types.map { "{\"idx\":0,\"path\":\"\($0.1)\",\"type\":\"sentence_transformers.models.\($0.0)\"}" }.joined(separator: ","))]"
                .utf8
        )
    }

    @Test("are refused by name where they are not built")
    func refused() {
        for (types, what) in [
            ([("Transformer", ""), ("Pooling", "1"), ("Dense", "2_Dense")], "the model has a module of type 'Dense' ('2_Dense')"),
            ([("Transformer", "")], "the model's modules are Transformer"),
            ([("Transformer", ""), ("Normalize", "1"), ("Pooling", "2")], "the model's modules are Transformer, Normalize, Pooling"),
            ([("Transformer", "../../etc"), ("Pooling", "1")], "a module's path '../../etc' leads out of the folder"),
            ([("Transformer", "/etc"), ("Pooling", "1")], "a module's path '/etc' leads out of the folder"),
        ] {
            let refusal = #expect(throws: Refusal.self) { try SentenceModules.modules(modules(types), name: "modules.json") }
            #expect(refusal?.what == what)
            #expect(refusal?.fix != nil)
        }
    }

    @Test("pool by the mean or the first token, in either form of their file; else they are refused")
    func pooling() throws {
        func pooling(_ json: String) throws -> SentencePooling {
            try SentenceModules.pooling(Array(json.utf8), name: "1_Pooling/config.json")
        }
        #expect(try pooling(#"{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}"#) == .mean)
        #expect(try pooling(#"{"pooling_mode_cls_token": true, "x": {"y": []}}"#) == .cls)
        #expect(try pooling(#"{"pooling_mode": "cls"}"#) == .cls)
        for (json, what) in [
            (#"{"pooling_mode_max_tokens": true}"#, "the pooling is pooling_mode_max_tokens"),
            (#"{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}"#, "pooling_mode_cls_token and pooling_mode_mean_tokens"),
            (#"{"pooling_mode": "lasttoken"}"#, "the pooling is lasttoken"), ("{}", "the pooling is none"),
        ] {
            let refusal = #expect(throws: Refusal.self) { try pooling(json) }
            #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
        }
    }

    @Test("may keep the encoder in a folder of its own, in a folder and in an archive")
    func ownFolder() throws {
        let trial = try BaseTrial()
        let golden = try GoldenBase(name: "roberta").files()
        var files = Dictionary(uniqueKeysWithValues: golden.map { ($0.key.contains("/") ? $0.key : "0_Transformer/\($0.key)", $0.value) })
        files["modules.json"] = modules([("Transformer", "0_Transformer"), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")])
        let plain = try trial.add(GoldenBase(name: "roberta").path).description
        #expect(try trial.add(try trial.write(files)).description.digest == plain.digest)
    }
}

import Domain
import Testing

@testable import Bases

@Suite("model.safetensors")
struct WeightTests {
    private func said(_ file: [UInt8]) throws -> Refusal? {
        let trial = try BaseTrial()
        let path = try trial.write(file, "m/model.safetensors")
        return #expect(throws: Refusal.self) { try TensorFile(try SourceFile(path)) }
    }

    @Test(
        "is refused where its header is not of the form or does not cover the file",
        arguments: [
            ([1, 0, 0], "a file of 3 bytes ends before its header"), ([9, 0, 0, 0, 0, 0, 0, 0, 1], "a header of 9 bytes in a file of 9"),
            ([UInt8](repeating: 255, count: 16), "a header of 18446744073709551615 bytes"),
            (tensorFile(#"{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}"#, [1]), "elements of type 'Q4', which is not known"),
            (tensorFile(#"{"a":{"dtype":"F32","shape":[1]}}"#), "'a' lacks its dtype, shape or data_offsets"),
            (
                tensorFile(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]),
                "'a' of F32 and shape [2] does not fit"
            ),
            (tensorFile(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#), "'a' has -1 in its shape"),
            (
                tensorFile(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#),
                "'a' of F32 and shape [4611686018427387904, 4] does not fit"
            ), (tensorFile(#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, [0]), "'a' ends at byte 4 of 1"),
            (tensorFile(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, [0, 0]), "leaves a hole behind byte 0"),
            (
                tensorFile(
                    #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
                    [0, 0]
                ),
                "'b' begins at byte 1 and lies over the one before it, which ends at byte 2"
            ), (tensorFile(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, [0, 0]), "1 bytes follow the last tensor"),
            (
                tensorFile(
                    #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
                    [0, 0]
                ),
                "'a' is there twice"
            ), (tensorFile(#"{"__metadata__":{},"__metadata__":{}}"#), "'__metadata__' is there twice"),
            (tensorFile(#"{"a":{"dtype":"U8","x":1}}"#), "'a' has 'x' where"),
            (
                tensorFile(#"{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}"#, [0]),
                "more than 8 numbers as its shape"
            ),
            (tensorFile("{}", [1]), "1 bytes follow the last tensor"),
            (tensorFile(String(repeating: " ", count: (1 << 20) + 1)), "at most 1048576 are read"),
        ] as [([UInt8], String)]
    )
    func headers(file: [UInt8], what: String) throws {
        let refusal = try said(file)
        #expect(refusal?.what.contains(what) == true, "\(String(describing: refusal))")
        #expect(refusal?.fix != nil)
    }

    @Test("gives every value of F16 and BF16 as it is")
    func halves() throws {
        let bits = (0...UInt16.max).map { $0 }
        bits.withUnsafeBytes { bytes in
            var floats = [Float](repeating: 0, count: bits.count)
            TensorElement.f16.floats(bytes, into: &floats)
            for (bits, float) in zip(bits, floats) {
                let expected = Float(Float16(bitPattern: bits))
                #expect(float.bitPattern == expected.bitPattern || (float.isNaN && expected.isNaN))
            }
            TensorElement.bf16.floats(bytes, into: &floats)
            #expect(zip(bits, floats).allSatisfy { $1.bitPattern == UInt32($0) << 16 })
        }
    }

    @Test("is refused where a tensor is missing, of another shape or type, not finite, or nobody's")
    func tensors() throws {
        let trial = try BaseTrial()
        let files = try GoldenBase.all[0].files()
        let weights = files["model.safetensors"]!
        func what(_ files: [String: [UInt8]]) throws -> String? { try trial.refusal(files)?.what }
        func renamed(_ from: String, _ to: String) -> [String: [UInt8]] {
            var files = files
            precondition(from.utf8.count == to.utf8.count)
            files["model.safetensors"] = Array(weights).replacing(Array("\"\(from)\"".utf8), with: Array("\"\(to)\"".utf8))
            return files
        }
        let bias = "encoder.layer.1.output.dense.bias"
        #expect(try what(renamed(bias, "encoder.layer.1.output.dense.bios")) == "tensor '\(bias)' is missing; it is to have shape [32]")
        #expect(
            try what(renamed("pooler.dense.bias", "encoder.extra.bia"))
                == "tensor 'encoder.extra.bia' is no part of the encoder that config.json describes"
        )
        var other = files
        other["config.json"] = try ConfigurationTests.changed("\"intermediate_size\": 64", "\"intermediate_size\": 65")
        #expect(
            try what(other) == "tensor 'encoder.layer.0.intermediate.dense.weight' has shape [64, 32], and config.json says [65, 32]"
        )
        other["config.json"] = try ConfigurationTests.changed("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1")
        #expect(try what(other)?.contains("'encoder.layer.1.attention.output.LayerNorm.bias' is no part of the encoder") == true)
        var infinite = files
        infinite["model.safetensors"]!.replaceSubrange(weights.count - 8..<weights.count, with: [0, 0, 0x80, 0x7F, 0, 0, 0xC0, 0x7F])
        // The last tensor may be one that is left aside.
        let last = try trial.refusal(infinite)
        #expect(last == nil || last!.what.contains("holds a number that is not finite"))
        for offset in stride(from: weights.count - 60_000, to: weights.count, by: 20_000) {
            var infinite = files
            infinite["model.safetensors"]![offset & ~3 | 2] = 0x80
            infinite["model.safetensors"]![offset & ~3 | 3] = 0x7F
            #expect(try what(infinite)?.contains("holds a number that is not finite") == true)
        }
        var integers = files
        integers["model.safetensors"] = Array(weights).replacing(Array("\"F32\"".utf8), with: Array("\"I32\"".utf8))
        #expect(try what(integers)?.contains("has elements of type I32") == true)
    }

    @Test("and its folder are told apart from what is no base")
    func folders() throws {
        let trial = try BaseTrial()
        var files = try GoldenBase.all[0].files()
        let weights = files.removeValue(forKey: "model.safetensors")
        #expect(try trial.refusal(files)?.what == "there is no model.safetensors")
        files["pytorch_model.bin"] = [0x80]
        let pickle = try trial.refusal(files)
        #expect(pickle?.what.contains("the weights are a pickle (pytorch_model.bin)") == true)
        #expect(pickle?.fix?.contains("safe_serialization=True") == true)
        files["pytorch_model.bin"] = nil
        files["model.safetensors.index.json"] = [0x7B]
        #expect(try trial.refusal(files)?.what == "the weights lie in several files")
        files["model.safetensors"] = weights
        files["vocab.txt"] = nil
        #expect(try trial.refusal(files)?.what.contains("there is no tokenizer") == true)
        files["1_Pooling/config.json"] = nil
        #expect(try trial.refusal(files)?.what == "modules.json names 1_Pooling/config.json, which is missing")
        files["modules.json"] = nil
        files["config.json"] = nil
        #expect(try trial.refusal(files)?.what == "there is no config.json")
    }
}

import Domain
import FoundationEssentials
import HTTPServer
import LearnAPI
import Models
import Rows
import Testing

/// Answers each row with the number under which its first column reaches the model.
private struct FirstInput: Predictor {
    var layout: InputLayout
    let outputs = OutputLayout.value

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        for row in 0..<rows { outputs[row] = Float(inputs[row * layout.columns.count]) }
    }
}

@Suite("Tensors of every form")
struct TensorFormTests {
    private struct Answer: Decodable {
        struct Output: Decodable { var data: [Float?] }
        var outputs: [Output]
    }

    private static let levels = ["3", "0.1", "0.5", "9007199254740993", "-2", "100"]

    /// With models of three numbers, of a number and a truth, of truths, of a category, and of many columns.
    private func run(_ body: @escaping @Sendable (ServerUnderTest) throws -> Void) async throws {
        try await ServerUnderTest.run { server in
            let layouts: [(String, [InputLayout.Column])] = [
                ("abc", ["a", "b", "c"].map { .init(name: $0, kind: .numeric) }),
                ("mixed", [.init(name: "n", kind: .numeric), .init(name: "t", kind: .boolean)]),
                ("truths", ["t", "u"].map { .init(name: $0, kind: .boolean) }),
                ("category", [.init(name: "k", kind: .categorical, levels: Self.levels)]),
                ("many", (1...12).map { .init(name: "x\($0)", kind: .numeric) }),
            ]
            for (name, columns) in layouts {
                server.daemon.host.swap(
                    try ModelName(name),
                    to: VersionNumber(1),
                    predictor: FirstInput(layout: InputLayout(columns: columns))
                )
            }
            try body(server)
        }
    }

    private static func infer(_ server: ServerUnderTest, _ model: String, _ inputs: String) throws -> RawConnection.Answer {
        try server.predict().ask("POST", "/v2/models/\(model)/infer", #"{"inputs":[\#(inputs)]}"#)
    }

    private static func binary(_ server: ServerUnderTest, _ model: String, _ input: String, _ bytes: [UInt8]) throws -> [Float?] {
        let json = #"{"inputs":[{\#(input),"parameters":{"binary_data_size":\#(bytes.count)}}]}"#
        let answer = try server.predict().ask(
            "POST",
            "/v2/models/\(model)/infer",
            Array(json.utf8) + bytes,
            headers: "Inference-Header-Content-Length: \(json.utf8.count)\r\n"
        )
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.decode(Answer.self).outputs[0].data
    }

    @Test("all numbers as one tensor are taken under any name", arguments: ["input", "input-0", "x", "float_input", "a", ""])
    func anyName(name: String) async throws {
        try await run { server in
            let answer = try Self.infer(
                server,
                "abc",
                #"{"name":"\#(name)","shape":[2,3],"datatype":"FP32","data":[4,0,1,5,0,1]}"#
            )
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.decode(Answer.self).outputs[0].data == [4, 5])
        }
    }

    @Test("truths may be among the columns of one tensor, as 0 and 1, or be a tensor of BOOL alone")
    func wholeWithTruths() async throws {
        try await run { server in
            #expect(try Self.infer(server, "mixed", #"{"name":"i","shape":[1,2],"datatype":"INT64","data":[7,1]}"#).status == 200)
            let truths = try Self.infer(server, "truths", #"{"name":"i","shape":[1,2],"datatype":"BOOL","data":[true,false]}"#)
            #expect(try truths.decode(Answer.self).outputs[0].data == [1])
            let wrong = try Self.infer(server, "mixed", #"{"name":"i","shape":[2,2],"datatype":"FP64","data":[7,1,1e999,3]}"#)
            #expect(try wrong.decode(Answer.self).outputs[0].data == [7, nil])
            #expect(
                wrong.text.hasSuffix(
                    #""parameters":{"warnings":["rows[1].n: '1e999' is not a number; treated as missing","rows[1].t: '3' is neither true nor false; treated as missing"]}}"#
                ),
                "\(wrong.text)"
            )
        }
    }

    @Test(
        "an unknown input is refused with what to send instead",
        arguments: [
            (
                "abc", #"{"name":"input-0","shape":[1,2],"datatype":"FP32","data":[4,0]}"#,
                "inputs[0]: the model has no input 'input-0'; send one tensor 'input' of [rows, 3] or one a column: a, b, c"
            ),
            (
                "abc", #"{"name":"a","shape":[1],"datatype":"FP32","data":[4]},{"name":"d","shape":[1],"datatype":"FP32","data":[4]}"#,
                "inputs[1]: the model has no input 'd'; send one tensor 'input' of [rows, 3] or one a column: a, b, c"
            ),
            (
                "category", #"{"name":"input","shape":[1,1],"datatype":"FP32","data":[4]}"#,
                "inputs[0]: one tensor for all columns is taken by models of numbers and truths only; send one tensor a column: k"
            ),
            (
                "many", #"{"name":"y","shape":[1],"datatype":"FP32","data":[4]}"#,
                "inputs[0]: the model has no input 'y'; send one tensor 'input' of [rows, 12] or one a column: x1, x2, x3, x4, x5, x6, x7, x8, x9, x10 and 2 more"
            ),
            (
                "abc", #"{"name":"input","shape":[3],"datatype":"FP32","data":[4,0,1]}"#,
                "inputs[0].shape: the tensor 'input' has shape [3]; make it [rows, 3]"
            ),
            (
                "abc", #"{"name":"input","shape":[-1,3],"datatype":"FP32","data":[4,0,1]}"#,
                "inputs[0].shape: -1 is not a size; write a whole number from 0"
            ),
            (
                "abc", #"{"name":"input","shape":[1.5,3],"datatype":"FP32","data":[4,0,1]}"#,
                "inputs[0].shape: 1.5 is not a size; write a whole number from 0"
            ),
            (
                "abc", #"{"name":"input","datatype":"FP32","data":[4,0,1]}"#,
                "inputs[0].shape: the tensor 'input' has no shape; make it [rows, 3]"
            ),
        ]
    )
    func advice(model: String, inputs: String, message: String) async throws {
        try await run { server in
            let answer = try Self.infer(server, model, inputs)
            #expect(answer.status == 400)
            #expect(try answer.decode(InferenceError.self).error == message)
        }
    }

    @Test(
        "half precision and bfloat16 are taken, in JSON and in binary form",
        arguments: [
            // IEEE 754 binary16: 1.5, −2, the largest, the smallest subnormal, NaN.
            ("FP16", [0x3E00, 0xC000, 0x7BFF, 0x0001, 0x7E00] as [UInt16], [1.5, -2, 65504, 5.9604645e-08, nil] as [Float?]),
            // The upper halves of 1.5, −2, 3.140625 and NaN in single precision.
            ("BF16", [0x3FC0, 0xC000, 0x4049, 0x7FC0], [1.5, -2, 3.140625, nil]),
        ]
    )
    func halves(datatype: String, patterns: [UInt16], values: [Float?]) async throws {
        try await run { server in
            let bytes = patterns.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8), 0, 0, 0, 0] }
            #expect(
                try Self.binary(server, "abc", #""name":"x","shape":[\#(patterns.count),3],"datatype":"\#(datatype)""#, bytes) == values
            )
            let json = try Self.infer(server, "abc", #"{"name":"x","shape":[1,3],"datatype":"\#(datatype)","data":[1.5,0,1]}"#)
            #expect(try json.decode(Answer.self).outputs[0].data == [1.5])
        }
    }

    @Test(
        "a number for a category is its shortest decimal text",
        arguments: [
            ("INT32", "3", "3"), ("FP64", "3.0", "3"), ("FP32", "0.1", "0.1"), ("FP16", "0.5", "0.5"), ("FP64", "-2.00", "-2"),
            ("INT64", "9007199254740993", "9007199254740993"), ("FP64", "1e2", "100"),
        ]
    )
    func numberForCategory(datatype: String, number: String, level: String) async throws {
        try await run { server in
            let place = Float(Self.levels.firstIndex(of: level)! + 1)
            let answer = try Self.infer(
                server,
                "category",
                #"{"name":"k","shape":[3],"datatype":"\#(datatype)","data":[\#(number),77,null]}"#
            )
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.decode(Answer.self).outputs[0].data == [place, 0, nil])
        }
    }

    @Test("so is one in binary form, in its own precision")
    func binaryForCategory() async throws {
        try await run { server in
            func data<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
            for (datatype, bytes, level) in [
                ("FP32", data(Float(0.1).bitPattern), "0.1"), ("FP64", data(Double(0.1).bitPattern), "0.1"),
                ("FP16", data(Float16(0.1).bitPattern), "0.1"), ("INT64", data(Int64(9_007_199_254_740_993)), "9007199254740993"),
                ("INT8", data(Int8(-2)), "-2"), ("FP32", data(Float(3).bitPattern), "3"),
            ] {
                let place = Float(Self.levels.firstIndex(of: level)! + 1)
                let found = try Self.binary(server, "category", #""name":"k","shape":[1],"datatype":"\#(datatype)""#, bytes)
                #expect(found == [place], "\(datatype) \(level)")
            }
            let nan = data(Float.nan.bitPattern)
            let missing = try Self.binary(server, "category", #""name":"k","shape":[1],"datatype":"FP32""#, nan)
            #expect(missing == [nil])
        }
    }

    @Test(
        "a truth column takes 0 and 1 of any number type; another number is missing, and told of",
        arguments: ["INT8", "FP32", "FP16", "UINT64"]
    )
    func numberForTruth(datatype: String) async throws {
        try await run { server in
            func ask(_ data: String) throws -> RawConnection.Answer {
                try Self.infer(
                    server,
                    "truths",
                    #"{"name":"t","shape":[2],"datatype":"\#(datatype)","data":[\#(data)]},{"name":"u","shape":[2],"datatype":"BOOL","data":[true,null]}"#
                )
            }
            for (data, values) in [("1,0", [1, 0]), ("null,1", [nil, 1])] as [(String, [Float?])] {
                let found = try ask(data).decode(Answer.self).outputs[0].data
                #expect(found == values)
            }
            let other = try ask("2,1")
            #expect(try other.decode(Answer.self).outputs[0].data == [nil, 1])
            #expect(other.text.contains("rows[0].t: '2' is neither true nor false; treated as missing"), "\(other.text)")
        }
    }

    @Test(
        "what stays refused says what to make of it",
        arguments: [
            (
                "category", #"{"name":"k","shape":[1],"datatype":"BOOL","data":[true]}"#,
                "inputs[0].datatype: the input 'k' has datatype BOOL; make it BYTES"
            ),
            (
                "abc", #"{"name":"input","shape":[1,3],"datatype":"BYTES","data":["1","2","3"]}"#,
                "inputs[0].datatype: the tensor 'input' has datatype BYTES, which holds no numbers; make it FP32 or FP64"
            ),
        ]
    )
    func refused(model: String, inputs: String, message: String) async throws {
        try await run { server in
            let error = try Self.infer(server, model, inputs).decode(InferenceError.self).error
            #expect(error == message)
        }
    }

    @Test("Triton's ranked classes are refused rather than left out of account")
    func classification() async throws {
        try await run { server in
            func ask(_ count: Int) throws -> RawConnection.Answer {
                try server.predict().ask(
                    "POST",
                    "/v2/models/abc/infer",
                    #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[4,0,1]}],"outputs":[{"name":"value","parameters":{"classification":\#(count)}}]}"#
                )
            }
            let (plain, ranked) = (try ask(0), try ask(2))
            #expect(plain.status == 200)
            let error = try ranked.decode(InferenceError.self).error
            #expect(error.hasPrefix("outputs[0].parameters.classification: outputs are not given"))
        }
    }

    @Test("members that are null are as good as left out")
    func nulls() async throws {
        try await run { server in
            let connection = try server.predict()
            let plain = #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[4,0,1]}]}"#
            let nulls = #"""
                {"id":null,"parameters":{"binary_data_output":null,"content_type":null},"outputs":null,"extra":null,
                 "inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":null},"data":[4,0,1]}]}
                """#
            let named = #"""
                {"parameters":null,"inputs":[{"parameters":null,"name":"x","shape":[1,3],"datatype":"FP32","data":[4,0,1]}],
                 "outputs":[{"name":"value","parameters":null}]}
                """#
            let answers = try [plain, nulls, named].map { try connection.ask("POST", "/v2/models/abc/infer", $0) }
            #expect(answers.map(\.status) == [200, 200, 200])
            #expect(Set(answers.map(\.text)).count == 1)
        }
    }
}

import Domain
import FoundationEssentials
import HTTPServer
import LearnAPI
import Models
import Rows
import Testing

@Suite("Open Inference Protocol")
struct InferenceTests {
    private struct Answer: Decodable {
        struct Output: Decodable {
            struct Parameters: Decodable { var binary_data_size: Int }
            enum Element: Decodable, Equatable {
                case text(String), number(Double)
                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    if let text = try? container.decode(String.self) {
                        self = .text(text)
                    } else {
                        self = .number(try container.decode(Double.self))
                    }
                }
            }
            var name: String
            var datatype: String
            var shape: [Int]
            var data: [Element]?
            var parameters: Parameters?
        }
        var model_name: String
        var model_version: String
        var id: String?
        var outputs: [Output]
    }

    private static let mixed = InputLayout(columns: [
        .init(name: "n", kind: .numeric), .init(name: "t", kind: .boolean), .init(name: "c", kind: .categorical, levels: ["red", "blue"]),
    ])

    /// With a model `mixed` of a number, a truth and a category, and two classes.
    private func run(_ body: @escaping @Sendable (ServerUnderTest) throws -> Void) async throws {
        try await ServerUnderTest.run(change: { $0.rows = 100 }) { server in
            server.daemon.host.swap(
                try ModelName("mixed"),
                to: VersionNumber(2),
                predictor: VersionPredictor(version: 2, layout: Self.mixed, outputs: .classes(["even", "odd"]))
            )
            try body(server)
        }
    }

    @Test("answers an empty label where even the most probable class is too improbable, and distances as a tensor")
    func unknown() async throws {
        struct Unsure: Predictor {
            let layout = InputLayout(columns: [.init(name: "a", kind: .numeric)])
            let heads = [OutputHead(name: "", outputs: .classes(["p", "q"]), leastProbability: 0.75)]
            var outputs: OutputLayout { heads[0].outputs }
            var tellsDistance: Bool { true }

            func scratchBytes(rows: Int) -> Int { 0 }

            func predict(
                _ inputs: InputRows,
                rows: Int,
                into outputs: UnsafeMutablePointer<Float>,
                scratch: UnsafeMutableRawBufferPointer
            ) {
                predict(inputs, rows: rows, into: outputs, distances: nil, scratch: scratch)
            }

            func predict(
                _ inputs: InputRows,
                rows: Int,
                into outputs: UnsafeMutablePointer<Float>,
                distances: UnsafeMutablePointer<Float>?,
                scratch: UnsafeMutableRawBufferPointer
            ) {
                for row in 0..<rows {
                    (outputs[2 * row], outputs[2 * row + 1]) = (Float(inputs[row]), 1 - Float(inputs[row]))
                    distances?[row] = Float(inputs[row]) * 4
                }
            }
        }
        try await run { server in
            server.daemon.host.swap(try ModelName("unsure"), to: VersionNumber(1), predictor: Unsure())
            let tensor = #"{"name":"a","shape":[2,1],"datatype":"FP64","data":[0.75,0.5]}"#
            let answer = try server.predict().ask("POST", "/v2/models/unsure/infer", #"{"inputs":[\#(tensor)]}"#)
            #expect(answer.status == 200, "\(answer.text)")
            let outputs = try answer.decode(Answer.self).outputs
            #expect(outputs.map(\.name) == ["label", "probabilities", "distance"])
            #expect(outputs[0].data == [.text("p"), .text("")])
            #expect(outputs[2].data == [.number(3), .number(2)])
        }
    }

    @Test("tells of the server, its health and its models")
    func metadata() async throws {
        try await run { server in
            let connection = try server.predict()
            #expect(
                try connection.ask("GET", "/v2").text == #"{"extensions":["binary_tensor_data"],"name":"learnd","version":"1.2.3"}"# + "\n"
            )
            #expect(try connection.ask("GET", "/v2/health/live").text == "{\"live\":true}\n")
            #expect(try connection.ask("GET", "/v2/health/ready").text == "{\"ready\":true}\n")
            #expect(try connection.ask("GET", "/v2/models/m/ready").text == "{\"name\":\"m\",\"ready\":true}\n")
            #expect(try connection.ask("GET", "/v2/models/m/versions/1/ready").status == 200)
            let model = try connection.ask("GET", "/v2/models/m").decode(InferenceModel.self)
            #expect(model.versions == ["1", "2", "3"])
            #expect(model.inputs.map(\.name) == ["a", "b"] && model.inputs.map(\.datatype) == ["FP64", "FP64"])
            #expect(model.outputs == [.init(name: "value", datatype: "FP32", shape: [-1])])
            for (path, message) in [
                ("/v2/models/none", "there is no model 'none'; GET /v1/models lists them"),
                (
                    "/v2/models/empty/ready",
                    "model 'empty' has no version that serves; "
                        + "drop a file for it, or wait until the one that was dropped is learned ('learnctl status')"
                ),
                ("/v2/models/m/versions/9/ready", "model 'm' has no version 9"),
            ] {
                #expect(try connection.ask("GET", path).decode(InferenceError.self).error == message)
            }
        }
    }

    @Test("takes a tensor a column and gives label and probabilities")
    func columns() async throws {
        try await run { server in
            let body = """
                {"id":"q\\"1","inputs":[
                {"name":"c","shape":[3],"datatype":"BYTES","data":["red","mauve",""]},
                {"data":[1,2,null],"name":"n","shape":[3,1],"datatype":"FP64"},
                {"name":"t","shape":[3],"datatype":"BOOL","data":[true,false,null],"parameters":{"other":1}}]}
                """
            let answer = try server.predict().ask("POST", "/v2/models/mixed/infer", body).decode(Answer.self)
            #expect(answer.model_name == "mixed" && answer.model_version == "2" && answer.id == "q\"1")
            #expect(answer.outputs.map(\.name) == ["label", "probabilities"])
            #expect(answer.outputs[0].datatype == "BYTES" && answer.outputs[0].shape == [3])
            #expect(answer.outputs[0].data == [.text("odd"), .text("even"), .text("even")])
            #expect(answer.outputs[1].datatype == "FP32" && answer.outputs[1].shape == [3, 2])
            #expect(answer.outputs[1].data == [0.25, 0.75, 0.75, 0.25, 0.75, 0.25].map { .number($0) })
        }
    }

    @Test("takes all numbers as one tensor, flat or nested, of an older version too", arguments: ["[1,0,2,0]", "[[1,0],[2,0]]"])
    func whole(data: String) async throws {
        try await run { server in
            let body = #"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":\#(data)}],"outputs":[{"name":"value"}]}"#
            let connection = try server.predict()
            #expect(
                try connection.ask("POST", "/v2/models/m/infer", body).text
                    == #"{"model_name":"m","model_version":"3","outputs":[{"name":"value","datatype":"FP32","shape":[2],"data":[3.0,6.0]}]}"#
            )
            #expect(try connection.ask("POST", "/v2/models/m/versions/1/infer", body).text.contains(#""data":[1.0,2.0]"#))
        }
    }

    @Test("takes and gives binary tensors")
    func binary() async throws {
        try await run { server in
            func bytes(_ text: String) -> [UInt8] {
                withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian, Array.init) + Array(text.utf8)
            }
            let numbers = [1.0, 2.0].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
            let truths: [UInt8] = [1, 0]
            let texts = bytes("red") + bytes("blue")
            let json = """
                {"parameters":{"binary_data_output":true},"inputs":[
                {"name":"n","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":\(numbers.count)}},
                {"name":"t","shape":[2],"datatype":"BOOL","parameters":{"binary_data_size":\(truths.count)}},
                {"name":"c","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":\(texts.count)}}]}
                """
            let answer = try server.predict().ask(
                "POST",
                "/v2/models/mixed/infer",
                Array(json.utf8) + numbers + truths + texts,
                headers: "Inference-Header-Content-Length: \(json.utf8.count)\r\n"
            )
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/octet-stream")
            let length = try #require(answer.headers["inference-header-content-length"].flatMap { Int($0) })
            let head = try JSONDecoder().decode(Answer.self, from: Data(answer.body[..<length]))
            #expect(head.outputs.map { $0.parameters?.binary_data_size } == [15, 16] && head.outputs.allSatisfy { $0.data == nil })
            let floats = [0.25, 0.75, 0.75, 0.25].flatMap { (value: Float) in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
            }
            #expect(Array(answer.body[length...]) == bytes("odd") + bytes("even") + floats)
        }
    }

    @Test("each output may be binary or not")
    func mixedOutputs() async throws {
        try await run { server in
            let body =
                #"{"inputs":[{"name":"input","shape":[1,2],"datatype":"INT64","data":[4,0]}],"outputs":[{"name":"value","parameters":{"binary_data":true}}]}"#
            let answer = try server.predict().ask("POST", "/v2/models/m/infer", body)
            let length = try #require(answer.headers["inference-header-content-length"].flatMap { Int($0) })
            #expect(Array(answer.body[length...]) == withUnsafeBytes(of: Float(12).bitPattern.littleEndian, Array.init))
        }
    }

    @Test(
        "tells what is wrong in one text",
        arguments: [
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64","data":[1]}]}"#,
                "inputs: the request has no input 't', 'c'; give each column of the model a tensor"
            ),
            (
                #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]}"#,
                "inputs[0]: the model has no input 'x'; send one tensor a column: n, t, c"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[2],"datatype":"FP64","data":[1]}]}"#,
                "inputs[0]: the input 'n' has only 1 elements; give as many as the shape says: 2"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64","data":[1,2]}]}"#,
                "inputs[0]: the input 'n' has more than 1 elements; give as many as the shape says: 1"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP65","data":[1]}]}"#,
                "inputs[0].datatype: the datatype 'FP65' is not taken; use one of BOOL, BYTES, FP64, FP32, FP16, BF16, INT64, INT32, INT16, INT8, UINT64, UINT32, UINT16, UINT8"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64","data":["1"]}]}"#,
                #"inputs[0].data: element 0 of 'n' is "1", not FP64; write elements of the datatype, or null where missing"#
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1,2],"datatype":"FP64","data":[1,2]}]}"#,
                "inputs[0].shape: the input 'n' has shape [1, 2]; make it [rows]"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64"}]}"#,
                "inputs[0]: the input 'n' has no data; give data, or binary_data_size"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[101],"datatype":"FP64","data":[]}]}"#,
                "inputs[0].shape: the request has 101 rows, more than 100; send them in several requests, or raise server.rows"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}}]}"#,
                "inputs[0]: the binary tensor of 8 bytes goes beyond the body's end; make binary_data_size the tensor's bytes"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1,3],"datatype":"FP32","data":[1,1,1]}]}"#,
                "inputs[0]: one tensor for all columns is taken by models of numbers and truths only; send one tensor a column: n, t, c"
            ),
            (
                #"{"inputs":[{"name":"n","shape":[1],"datatype":"FP64","data":[1]},{"name":"t","shape":[1],"datatype":"BOOL","data":[true]},{"name":"c","shape":[1],"datatype":"BYTES","data":["red"]}],"outputs":[{"name":"p"}]}"#,
                "outputs[0]: the model has no output 'p'; ask for 'label' or 'probabilities'"
            ),
            ("[]", #"the body is no inference request; send {"inputs":[{"name","datatype","shape","data"}]}"#),
        ]
    )
    func messages(body: String, message: String) async throws {
        try await run { server in
            let answer = try server.predict().ask("POST", "/v2/models/mixed/infer", body)
            #expect([400, 413].contains(answer.status))
            #expect(try answer.decode(InferenceError.self).error == message)
        }
    }

    @Test("a header length that is none, or beyond the body, is refused")
    func headerLength() async throws {
        try await run { server in
            let connection = try server.predict()
            for (length, message) in [
                ("x", "Inference-Header-Content-Length is 'x'; give the length of the JSON in bytes"),
                (
                    "100",
                    "Inference-Header-Content-Length is 100, and the body has 2 bytes; give the length of the JSON before the binary tensors"
                ),
            ] {
                let answer = try connection.ask(
                    "POST",
                    "/v2/models/m/infer",
                    "{}",
                    headers: "inference-header-content-length: \(length)\r\n"
                )
                #expect(answer.status == 400)
                #expect(try answer.decode(InferenceError.self).error == message)
            }
        }
    }
}

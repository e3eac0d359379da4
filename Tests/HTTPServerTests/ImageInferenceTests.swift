import CImageSamples
import Domain
import FoundationEssentials
import HTTPServer
import LearnAPI
import Testing

@Suite("Images over HTTP")
struct ImageInferenceTests {
    /// Models `gray` (2x2x1) and `color` (1x2x3).
    private func run(_ body: @escaping @Sendable (ServerUnderTest) throws -> Void) async throws {
        try await ServerUnderTest.run { server in
            for (name, shape) in [("gray", "2x2x1"), ("color", "1x2x3")] {
                server.daemon.host.swap(try ModelName(name), to: VersionNumber(1), predictor: PixelPredictor(ImageShape(shape)!))
            }
            try body(server)
        }
    }

    private static func png(_ pixels: [UInt8], height: Int, width: Int) -> [UInt8] {
        let sample = image_sample_png(pixels, UInt32(width), UInt32(height), 8, 0, 0, nil, 0, nil, 0)
        defer { image_sample_free(sample) }
        return Array(UnsafeBufferPointer(start: sample.bytes, count: sample.count))
    }

    /// 400 rows and columns: 1 and 2 above, 3 and 4 below.
    private static let quarters: [UInt8] = (0..<160_000).map { place in
        let isBelow = place / 400 >= 200
        let isRight = place % 400 >= 200
        return (isBelow ? 3 : 1) + (isRight ? 1 : 0)
    }

    @Test("metadata tells the model's size")
    func metadata() async throws {
        try await run { server in
            // The one model that the daemon knows besides its predictor.
            server.daemon.host.swap(try ModelName("m"), to: VersionNumber(4), predictor: PixelPredictor(ImageShape("1x2x3")!))
            let model = try server.predict().ask("GET", "/v2/models/m").decode(InferenceModel.self)
            #expect(model.inputs == [.init(name: "image", datatype: "UINT8", shape: [-1, 1, 2, 3])])
            #expect(model.platform == "learnd_images")
        }
    }

    @Test(
        "take numbers in every usual shape",
        arguments: [
            ("gray", "[2,2,2,1]", "1,2,3,4, 5,6,7,8", "30.0,70.0"), ("gray", "[2,2,2]", "[1,2],[3,4], [5,6],[7,8]", "30.0,70.0"),
            ("gray", "[2,1,2,2]", "1,2,3,4, 5,6,7,8", "30.0,70.0"), ("gray", "[2,4]", "1,2,3,4, 5,6,7,8", "30.0,70.0"),
            ("color", "[1,1,2,3]", "1,2,3,4,5,6", "91.0"), ("color", "[1,6]", "1,2,3,4,5,6", "91.0"),
            // Channel after channel: 1 3 5 2 4 6 side by side, 1 + 6 + 15 + 8 + 20 + 36.
            ("color", "[1,3,1,2]", "1,2,3,4,5,6", "86.0"),
        ]
    )
    func numbers(model: String, shape: String, data: String, answer: String) async throws {
        try await run { server in
            for datatype in ["UINT8", "FP32", "FP64"] {
                let body = #"{"inputs":[{"name":"image","shape":\#(shape),"datatype":"\#(datatype)","data":[\#(data)]}]}"#
                let text = try server.predict().ask("POST", "/v2/models/\(model)/infer", body).text
                #expect(text.contains(#""data":[\#(answer)]"#), "\(text)")
            }
        }
    }

    @Test("take encoded files as texts and as they are, however large the picture")
    func files() async throws {
        try await run { server in
            // 400 × 400 pixels: more than an event loop decodes. Four quarters of one brightness each.
            let large = Self.png(Self.quarters, height: 400, width: 400)
            let small = Self.png([5, 6, 7, 8], height: 2, width: 2)
            let texts = [large, small].map { "\"\(Data($0).base64EncodedString())\"" }.joined(separator: ",")
            let json = #"{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","data":[\#(texts)]}]}"#
            #expect(try server.predict().ask("POST", "/v2/models/gray/infer", json).text.contains(#""data":[30.0,70.0]"#))

            let bytes = [large, small].flatMap { withUnsafeBytes(of: UInt32($0.count).littleEndian, Array.init) + $0 }
            let header =
                #"{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":\#(bytes.count)}}]}"#
            let answer = try server.predict().ask(
                "POST",
                "/v2/models/gray/infer",
                Array(header.utf8) + bytes,
                headers: "Inference-Header-Content-Length: \(header.utf8.count)\r\n"
            )
            #expect(answer.text.contains(#""data":[30.0,70.0]"#))

            let plain = #"{"rows":[\#([large, small].map { #"{"image":"\#(Data($0).base64EncodedString())"}"# }.joined(separator: ","))]}"#
            let rows = try server.predict().ask("POST", "/v1/models/gray/predict", plain).text
            #expect(rows.contains("30.0") && rows.contains("70.0"))
        }
    }

    @Test(
        "say which tensor and which image is wrong",
        arguments: [
            (
                #""shape":[1,2,3],"datatype":"UINT8","data":[1,2,3,4,5,6]"#,
                "inputs[0].shape: the input 'image' has shape [1, 2, 3]; make it [rows, 2, 2, 1]"
            ),
            (
                #""shape":[2,4],"datatype":"FP32","data":[1,2,3,4,5,6,-7,8]"#,
                "inputs[0].data, row 1: number 2 of the image is -7, which is none of 0 to 255"
            ),
            (
                #""shape":[1,4],"datatype":"FP32","data":[1,2,null,4]"#,
                "inputs[0].data, row 0: number 2 of the image is nan, which is none of 0 to 255"
            ),
            (#""shape":[1,4],"datatype":"UINT8","data":[1,2,3]"#, "inputs[0]: the input 'image' has only 3 elements"),
            (#""shape":[2],"datatype":"BYTES","data":["aGVsbG8=","aGVsbG8="]"#, "inputs[0].data[0]: not a PNG or JPEG file"),
            (#""shape":[1],"datatype":"BYTES","data":[7]"#, "inputs[0].data: element 0 of 'image' is 7, not BYTES"),
            (#""shape":[1,4],"datatype":"BYTES","data":[]"#, "inputs[0].shape: the input 'image' has shape [1, 4]; make it [rows]"),
            (#""shape":[],"datatype":"BYTES","data":[]"#, "inputs[0].shape: the input 'image' has shape []; make it [rows]"),
            (#""shape":[1,4],"datatype":"BOOL","data":[]"#, "inputs[0].datatype: the input 'image' has datatype BOOL; make it UINT8"),
        ]
    )
    func faults(tensor: String, message: String) async throws {
        try await run { server in
            let answer = try server.predict().ask("POST", "/v2/models/gray/infer", #"{"inputs":[{"name":"image",\#(tensor)}]}"#)
            #expect(answer.status == 400)
            #expect(try answer.decode(InferenceError.self).error.hasPrefix(message), "\(answer.text)")
        }
    }
}

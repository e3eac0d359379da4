import CZlib
import Domain
import HTTPServer
import LearnAPI
import Testing

@Suite("Compressed requests")
struct CompressionTests {
    static let body = #"{"rows":[{"a":1,"b":1}]}"#
    private static let answered = #"{"model":"m","version":3,"predictions":[{"value":3.0}]}\#n"#

    /// - Parameter window: 31 gives gzip's frame, 15 zlib's.
    static func compressed(_ bytes: [UInt8], window: Int32 = 31) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let written = input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                deflate(&stream, Z_FINISH)
                return out.count - Int(stream.avail_out)
            }
        }
        return Array(out[..<written])
    }

    static func compressed(_ text: String, window: Int32 = 31) -> [UInt8] { compressed(Array(text.utf8), window: window) }

    @Test(
        "predictions are read as if they had come plain",
        arguments: [("gzip", 31), ("x-gzip", 31), ("GZIP", 31), ("deflate", 15), ("identity, gzip", 31)] as [(String, Int32)]
    )
    func codings(name: String, window: Int32) async throws {
        try await ServerUnderTest.run { server in
            let answer = try server.predict().ask(
                "POST",
                "/v1/models/m/predict",
                Self.compressed(Self.body, window: window),
                headers: "Content-Encoding: \(name)\r\n"
            )
            #expect(answer.text == Self.answered)
            let plain = try server.predict().ask("POST", "/v1/models/m/predict", Self.body, headers: "content-encoding: identity\r\n")
            #expect(plain.text == Self.answered)
        }
    }

    @Test("tensors in binary form too: their lengths are of what was compressed")
    func binary() async throws {
        try await ServerUnderTest.run { server in
            let bytes = [1.0, 2.0].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
            let json = #"{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","parameters":{"binary_data_size":16}}]}"#
            let answer = try server.predict().ask(
                "POST",
                "/v2/models/m/infer",
                Self.compressed(Array(json.utf8) + bytes),
                headers: "Content-Encoding: gzip\r\nInference-Header-Content-Length: \(json.utf8.count)\r\n"
            )
            #expect(answer.text.contains(#""data":[3.0]"#))
        }
    }

    @Test("changes are read too, and a body that is not there needs no frame")
    func changes() async throws {
        try await ServerUnderTest.run { server in
            let admin = try server.admin()
            let headers = "Content-Encoding: gzip\r\n"
            #expect(try admin.ask("POST", "/v1/models/m/pause", Self.compressed(#"{"reason":"why"}"#), headers: headers).status == 200)
            #expect(try admin.ask("POST", "/v1/models/m/pause", [], headers: headers).status == 200)
            #expect(server.daemon.state.withLock(\.changes) == ["hold m why", "hold m -"])
        }
    }

    @Test("large ones are decompressed elsewhere, and pipelined requests are answered in their order")
    func large() async throws {
        try await ServerUnderTest.run { server in
            // 600,000 digits that hardly compress, beside rows.
            var state: UInt64 = 1
            let noise = (0..<600_000).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(ascii: "0") + UInt8((state >> 33) % 10)
            }
            let large = Self.compressed(#"{"noise":""# + String(decoding: noise, as: UTF8.self) + #"","rows":[{"a":2,"b":1}]}"#)
            #expect(large.count > 200_000)
            let small = Self.compressed(Self.body)
            let connection = try server.predict()
            for body in [large, small, large] {
                let head = "POST /v1/models/m/predict HTTP/1.1\r\ncontent-encoding: gzip\r\ncontent-length: \(body.count)\r\n\r\n"
                try connection.send(Array(head.utf8) + body)
            }
            let answers = try (0..<3).map { _ in try connection.answer().text }
            #expect(answers.map { $0.contains("6.0") } == [true, false, true] && answers[1] == Self.answered)
        }
    }

    @Test("members one after another are one body, as in a gzip file")
    func members() async throws {
        try await ServerUnderTest.run { server in
            let parts = [Self.body.prefix(9), Self.body.dropFirst(9)].flatMap { Self.compressed(String($0)) }
            let answer = try server.predict().ask("POST", "/v1/models/m/predict", parts, headers: "Content-Encoding: gzip\r\n")
            #expect(answer.text == Self.answered)
        }
    }

    @Test("a bomb is refused by what it becomes, however small it comes")
    func bomb() async throws {
        try await ServerUnderTest.run(change: { $0.bodyBytes = 1_000 }) { server in
            let bomb = Self.compressed([UInt8](repeating: UInt8(ascii: " "), count: 200_000))
            #expect(bomb.count < 1_000)
            let answer = try server.predict().ask("POST", "/v1/models/m/predict", bomb, headers: "Content-Encoding: gzip\r\n")
            #expect(answer.status == 413)
            #expect(
                try answer.decode(ErrorBody.self).error.description
                    == "the body has more than 1000 bytes when it is decompressed, and 1000 are taken; send less at once, or raise server.body_bytes"
            )
        }
    }

    @Test("a large bomb is refused where it passes the bound, and the connection goes on")
    func largeBomb() async throws {
        try await ServerUnderTest.run(change: { $0.bodyBytes = 1 << 20 }) { server in
            let bomb = Self.compressed([UInt8](repeating: UInt8(ascii: " "), count: 100_000_000))
            let connection = try server.predict()
            for _ in 0..<2 {
                #expect(try connection.ask("POST", "/v2/models/m/infer", bomb, headers: "Content-Encoding: gzip\r\n").status == 413)
            }
        }
    }

    @Test(
        "what is damaged is refused with how",
        arguments: [
            (Array(CompressionTests.compressed(CompressionTests.body).dropLast(9)), "it ends early"),
            (Array(CompressionTests.body.utf8), "incorrect header check"),
            (CompressionTests.compressed(CompressionTests.body) + [1, 2, 3], "incorrect header check"),
        ]
    )
    func damaged(bytes: [UInt8], how: String) async throws {
        try await ServerUnderTest.run { server in
            let answer = try server.predict().ask("POST", "/v1/models/m/predict", bytes, headers: "Content-Encoding: gzip\r\n")
            #expect(answer.status == 400)
            #expect(
                try answer.decode(ErrorBody.self).error.description
                    == "the body cannot be decompressed as gzip, which Content-Encoding says: \(how); compress the whole body once, or leave Content-Encoding out"
            )
        }
    }

    @Test("another coding is refused by its name, on every path", arguments: ["br", "zstd", "gzip, gzip"])
    func unknown(name: String) async throws {
        try await ServerUnderTest.run { server in
            let admin = try server.admin()
            for path in ["/v1/models/m/predict", "/v2/models/m/infer", "/v1/models/m/pause"] {
                let answer = try admin.ask("POST", path, "{}", headers: "Content-Encoding: \(name)\r\n")
                #expect(answer.status == 415)
                #expect(answer.text.contains("Content-Encoding '\(name)' is not supported"))
                #expect(answer.text.contains("send gzip or none"))
            }
            #expect(try admin.ask("GET", "/v1/models", headers: "Content-Encoding: \(name)\r\n").status == 200)
        }
    }
}

import Domain
import HTTPServer
import LearnAPI
import Models
import Testing

@Suite("Predicting")
struct PredictTests {
    @Test("answers with the version that serves, an older one, or one that must be loaded")
    func versions() async throws {
        try await ServerUnderTest.run { server in
            let connection = try server.predict()
            let body = #"{"rows":[{"a":2,"b":0},{"a":-1,"b":0}]}"#
            let answer = try connection.ask("POST", "/v1/models/m/predict", body)
            #expect(answer.text == #"{"model":"m","version":3,"predictions":[{"value":6.0},{"value":-3.0}]}\#n"#)
            #expect(answer.headers["content-type"] == "application/json")
            for _ in 0..<2 {
                let old = try connection.ask("POST", "/v1/models/m/versions/1/predict", body).decode(PredictResponse.self)
                #expect(old.version == VersionNumber(1) && old.predictions.map(\.value) == [2, -1])
            }
            #expect(
                try connection.ask("POST", "/v1/models/m/versions/3/predict", body).decode(PredictResponse.self).predictions[0].value == 6
            )
        }
    }

    @Test("tells why there is no answer")
    func refusals() async throws {
        try await ServerUnderTest.run(change: { $0.rows = 2 }) { server in
            let connection = try server.predict()
            func refusal(_ path: String, _ body: String) throws -> (Int, Refusal, String?) {
                let answer = try connection.ask("POST", path, body)
                return (answer.status, try answer.decode(ErrorBody.self).error, answer.headers["retry-after"])
            }
            let row = #"{"a":1,"b":1}"#
            let unknown = try refusal("/v1/models/none/predict", "{\"rows\":[\(row)]}")
            #expect(unknown.0 == 404 && unknown.1.what == "there is no model 'none'")
            let empty = try refusal("/v1/models/empty/predict", "{\"rows\":[\(row)]}")
            #expect(empty.0 == 503 && empty.2 == "5")
            #expect(
                empty.1.description == "model 'empty' has no version that serves; "
                    + "drop a file for it, or wait until the one that was dropped is learned ('learnctl status')"
            )
            let version = try refusal("/v1/models/m/versions/9/predict", "{\"rows\":[\(row)]}")
            #expect(version.0 == 404 && version.1.what == "model 'm' has no version 9")
            let column = try refusal("/v1/models/m/predict", #"{"rows":[{"a":1}]}"#)
            #expect(column.0 == 400 && column.1.place == "rows[0]" && column.1.what == "the row has no column 'b'")
            let rows = try refusal("/v1/models/m/predict", "{\"rows\":[\(row),\(row),\(row)]}")
            #expect(rows.0 == 413 && rows.1.what == "the request has more than 2 rows")
            let none = try refusal("/v1/models/m/predict", "")
            #expect(none.0 == 400 && none.1.what == "the body is not JSON: it ends where a value should stand")
            #expect(try connection.ask("POST", "/v1/models/m/predict", "{\"rows\":[\(row)]}").status == 200, "the connection goes on")
        }
    }

    @Test("a long forward pass runs on a prediction thread, in order with the connection's other requests; too many are turned away")
    func slow() async throws {
        try await ServerUnderTest.run(change: { $0.predictionQueue = 1 }) { server in
            let slow = try ModelName("slow")
            server.daemon.host.swap(
                slow,
                to: VersionNumber(1),
                predictor: VersionPredictor(version: 1, cost: .milliseconds(2))
            )
            let body = #"{"rows":[{"a":7,"b":0}]}"#
            let request = "POST /v1/models/slow/predict HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let connection = try server.predict()
            try connection.send(request + "GET /health/live HTTP/1.1\r\n\r\n" + request)
            #expect(try connection.answer().text == #"{"model":"slow","version":1,"predictions":[{"value":7.0}]}\#n"#)
            #expect(try connection.answer().text == "{\"status\":\"live\"}\n")
            #expect(try connection.answer().status == 200)

            let rows = "{\"rows\":[" + Array(repeating: #"{"a":7,"b":0}"#, count: 250).joined(separator: ",") + "]}"
            let crowd = try (0..<8).map { _ in try server.predict() }
            for one in crowd {
                try one.send("POST /v1/models/slow/predict HTTP/1.1\r\ncontent-length: \(rows.utf8.count)\r\n\r\n\(rows)")
            }
            let answers = try crowd.map { try $0.answer() }
            #expect(answers.contains { $0.status == 200 })
            let busy = try #require(answers.first { $0.status == 429 })
            #expect(busy.headers["retry-after"] == "1")
            #expect(try busy.decode(ErrorBody.self).error.what == "1 predictions wait already, or half as many of yours")
        }
    }

    @Test("a large body is read on a prediction thread to the same answer")
    func large() async throws {
        try await ServerUnderTest.run { server in
            let rows = (0..<5_000).map { #"{"a":\#($0),"b":0}"# }.joined(separator: ",")
            let answer = try server.predict().ask("POST", "/v1/models/m/predict", "{\"rows\":[\(rows)]}").decode(PredictResponse.self)
            #expect(answer.predictions.map(\.value) == (0..<5_000).map { Double($0) * 3 })
        }
    }
}

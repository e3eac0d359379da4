import Domain
import FoundationEssentials
import Models
import Prediction
import Testing

@Suite("Served version")
struct ServedVersionTests {
    private struct Answer: Decodable {
        struct Prediction: Decodable {
            var label: String?
            var probability: Float?
            var probabilities: [String: Float]?
            var value: Float?
        }

        var model: String
        var version: Int
        var predictions: [Prediction]
    }

    private let host = ModelHost()

    private func served(_ outputs: OutputLayout) throws -> ServedVersion {
        let model = try ModelName("m")
        host.swap(model, to: VersionNumber(3), predictor: SumPredictor(layout: .numbers("a", "b"), outputs: outputs))
        return try #require(host.serving(model))
    }

    private func answer(_ served: ServedVersion, _ body: String) throws -> Answer {
        let workspace = RowWorkspace()
        let isDone = try Array(body.utf8).withUnsafeBytes { bytes throws(Refusal) in
            try served.answer(bytes, maximumRows: 10_000, in: workspace)
        }
        #expect(isDone)
        return try JSONDecoder().decode(Answer.self, from: Data(workspace.response.bytes))
    }

    @Test("names the model and the version, and gives each row its label and all probabilities")
    func classes() throws {
        let names = ["plain", "qu\"ote\\", "line\nfeed", "ünï😀"]
        let answer = try answer(served(.classes(names)), #"{"rows":[{"a":1,"b":1},{"a":2,"b":1}]}"#)
        #expect(answer.model == "m" && answer.version == 3)
        #expect(answer.predictions.map(\.label) == ["line\nfeed", "ünï😀"])
        #expect(answer.predictions.map(\.probability) == [0.75, 0.75])
        #expect(answer.predictions[0].probabilities == [names[0]: 0.25, names[1]: 0.25, names[2]: 0.75, names[3]: 0.25])
        #expect(answer.predictions[0].value == nil)
    }

    @Test(
        "writes a value to the shortest decimal that reads back as the same float",
        arguments: ["0.1", "-3.4028235e38", "1e-45", "16777216", "0.33333334", "123456.79", "1.17549435e-38"]
    )
    func values(text: String) throws {
        let answer = try answer(served(.value), #"{"rows":[{"a":\#(text),"b":0}]}"#)
        #expect(answer.predictions.map(\.value) == [Float(text)])
        #expect(answer.predictions[0].label == nil && answer.predictions[0].probabilities == nil)
    }

    @Test("answers several heads under their labels' names")
    func heads() throws {
        struct Several: Predictor {
            let layout = InputLayout.numbers("a", "b")
            let heads = [
                OutputHead(name: "si\"ze", outputs: .value), OutputHead(name: "kind", outputs: .classes(["p", "q"])),
                OutputHead(name: "none", outputs: .classes([])),
            ]
            var outputs: OutputLayout { heads[0].outputs }

            func scratchBytes(rows: Int) -> Int { 0 }

            func predict(
                _ inputs: InputRows,
                rows: Int,
                into outputs: UnsafeMutablePointer<Float>,
                scratch: UnsafeMutableRawBufferPointer
            ) {
                for row in 0..<rows {
                    outputs[3 * row] = Float(inputs[2 * row])
                    outputs[3 * row + 1] = 0.25
                    outputs[3 * row + 2] = 0.75
                }
            }
        }
        let model = try ModelName("m")
        host.swap(model, to: VersionNumber(3), predictor: Several())
        let served = try #require(host.serving(model))
        let workspace = RowWorkspace()
        let body = Array(#"{"rows":[{"a":1,"b":1},{"a":2.5,"b":1}]}"#.utf8)
        let isDone = try body.withUnsafeBytes { bytes throws(Refusal) in try served.answer(bytes, maximumRows: 10, in: workspace) }
        #expect(isDone)
        let kind = #""kind":{"label":"q","probability":0.75,"probabilities":{"p":0.25,"q":0.75}},"none":{}"#
        #expect(
            String(decoding: workspace.response.bytes, as: UTF8.self)
                == #"{"model":"m","version":3,"predictions":[{"heads":{"si\"ze":{"value":1.0},"# + kind
                + #"}},{"heads":{"si\"ze":{"value":2.5},"# + kind + "}}]}\n"
        )
    }

    @Test("answers no label where even the most probable class is too improbable, and how far a row is from what was learned")
    func unknown() throws {
        struct Unsure: Predictor {
            let layout = InputLayout.numbers("a", "b")
            let heads = [
                OutputHead(name: "x", outputs: .classes(["p", "q"]), leastProbability: 0.75), OutputHead(name: "y", outputs: .value),
            ]
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
                    outputs[3 * row] = Float(inputs[2 * row])
                    outputs[3 * row + 1] = 1 - Float(inputs[2 * row])
                    outputs[3 * row + 2] = 7
                    distances?[2 * row] = Float(inputs[2 * row + 1])
                    distances?[2 * row + 1] = 3
                }
            }
        }
        let model = try ModelName("m")
        host.swap(model, to: VersionNumber(3), predictor: Unsure())
        let served = try #require(host.serving(model))
        let workspace = RowWorkspace()
        let body = Array(#"{"rows":[{"a":0.75,"b":1},{"a":0.5,"b":2}]}"#.utf8)
        let isDone = try body.withUnsafeBytes { bytes throws(Refusal) in try served.answer(bytes, maximumRows: 10, in: workspace) }
        #expect(isDone)
        let value = #""y":{"value":7.0,"distance":3.0}"#
        #expect(
            String(decoding: workspace.response.bytes, as: UTF8.self)
                == #"{"model":"m","version":3,"predictions":[{"heads":{"x":{"label":"p","probability":0.75,"#
                + #""probabilities":{"p":0.75,"q":0.25},"distance":1.0},\#(value)}},"#
                + #"{"heads":{"x":{"label":null,"probability":0.5,"probabilities":{"p":0.5,"q":0.5},"distance":2.0},\#(value)}}]}"# + "\n"
        )
    }

    @Test("writes null for what JSON cannot write")
    func notANumber() throws {
        let answer = try answer(served(.value), #"{"rows":[{"a":null,"b":0}]}"#)
        #expect(answer.predictions[0].value == nil)
    }

    @Test("answers many rows in blocks as it answers each alone")
    func blocks() throws {
        let served = try served(.value)
        let rows = (0..<1_000).map { #"{"a":\#($0),"b":0.5}"# }
        let answer = try answer(served, #"{"rows":["# + rows.joined(separator: ",") + "]}")
        #expect(answer.predictions.map(\.value) == (0..<1_000).map { Float($0) + 0.5 })
        #expect(served.statistics.requests == 1 && served.statistics.rows == 1_000)
    }

    @Test("leaves a forward pass that takes too long to somebody else")
    func tooSlow() throws {
        let served = try served(.value)
        let workspace = RowWorkspace()
        let isDone = try Array(#"{"rows":[{"a":1,"b":1}]}"#.utf8).withUnsafeBytes { bytes throws(Refusal) in
            try served.answer(bytes, maximumRows: 1, in: workspace, within: -1)
        }
        #expect(!isDone && served.statistics.requests == 0)
    }

    @Test("counts further rows on top of the first")
    func cost() {
        let cost = ForwardCost(first: 1_000, further: 100)
        #expect(cost.nanoseconds(rows: 1) == 1_000)
        #expect(cost.nanoseconds(rows: 11) == 2_000)
        #expect(cost.nanoseconds(rows: 0) == 1_000)
        let ofTexts = ForwardCost(first: 1_000, further: 100, textByte: 10, textBytes: 20)
        #expect(ofTexts.nanoseconds(rows: 2) == 1_100)
        #expect(ofTexts.nanoseconds(rows: 2, textBytes: 40) == 1_100)
        #expect(ofTexts.nanoseconds(rows: 2, textBytes: 140) == 2_100, "a long text takes longer")
        #expect(ofTexts.nanoseconds(rows: 2, textBytes: 0) == 700)
        #expect(ForwardCost(first: 100, further: 0, textByte: 10, textBytes: 20).nanoseconds(rows: 1, textBytes: 0) == 10)
    }
}

import Domain
import Models
import Rows
import Testing
import Threads

@Suite("A prediction shared out to threads")
struct SharedPredictionTests {
    static let most = 300

    static func answers(_ predictor: any Predictor, _ inputs: [Double], rows: Int, team: Team?) -> [Float] {
        func answers(_ predictor: some Predictor) -> [Float] {
            let bytes = team.map { predictor.scratchBytes(rows: rows, team: $0) } ?? predictor.scratchBytes(rows: rows)
            let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes), alignment: 64)
            defer { scratch.deallocate() }
            var outputs = [Float](repeating: .nan, count: rows * predictor.outputs.width)
            outputs.withUnsafeMutableBufferPointer { outputs in
                if let team {
                    predictor.predict(inputs, rows: rows, into: outputs.baseAddress!, scratch: scratch, team: team)
                } else {
                    predictor.predict(inputs, rows: rows, into: outputs.baseAddress!, scratch: scratch)
                }
            }
            return outputs
        }
        return answers(predictor)
    }

    static func predictor(_ kind: String) throws -> (predictor: any Predictor, inputs: [Double]) {
        let table: ExampleTable
        let version: ModelVersion
        if kind == "image" {
            table = Bars.table(most, seed: 3, shape: ImageShape(height: 12, width: 12, channels: 1))
            version = try Bars.version(
                table,
                network: NetworkSpecification(layers: ["conv 16 3x3 pad 1", "relu", "max-pool 2x2", "linear 20"])
            )
        } else {
            table = MixedRows.table(most, seed: 3, task: .classification)
            version = ModelVersion(MixedRows.version(table))
        }
        let predictor = try version.predictor()
        return (predictor, predictor.layout.encode(table))
    }

    @Test("gives each row the same bytes on any number of threads", arguments: ["table", "image"], 1...8)
    func sameBytes(kind: String, threads: Int) throws {
        let (predictor, inputs) = try Self.predictor(kind)
        let alone = Self.answers(predictor, inputs, rows: Self.most, team: nil)
        let team = Team(threads: threads)
        for rows in Array(1...65) + [Self.most] {
            let shared = Self.answers(predictor, inputs, rows: rows, team: team)
            #expect(shared.map(\.bitPattern) == alone.prefix(shared.count).map(\.bitPattern), "\(rows) rows")
        }
    }
}

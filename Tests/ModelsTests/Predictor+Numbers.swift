import Models
import Threads

extension Predictor {
    /// Rows of numbers alone.
    func predict(_ inputs: [Double], rows: Int, into outputs: UnsafeMutablePointer<Float>, scratch: UnsafeMutableRawBufferPointer) {
        inputs.withUnsafeBufferPointer { predict(InputRows($0.baseAddress!), rows: rows, into: outputs, scratch: scratch) }
    }

    /// The same on a team.
    func predict(
        _ inputs: [Double],
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer,
        team: Team
    ) {
        inputs.withUnsafeBufferPointer { predict(InputRows($0.baseAddress!), rows: rows, into: outputs, scratch: scratch, team: team) }
    }
}

import Threads

extension Predictor {
    /// `predict` with the rows shared out to a team in blocks. The answers are the same bytes: a row's do not depend on what stands beside it.
    ///
    /// - Parameters:
    ///   - inputs: `[rows, layout.width]`; `outputs`: `[rows, heads.width]`, filled; `distances`: `[rows, heads]`, likewise where the predictor tells them.
    ///   - scratch: At least `scratchBytes(rows:team:)`, aligned to 64 bytes.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        distances: UnsafeMutablePointer<Float>? = nil,
        scratch: UnsafeMutableRawBufferPointer,
        team: Team
    ) {
        let block = RowBlocks<Self>.rows(self, of: rows, team)
        let work = RowBlocks(
            predictor: self,
            inputs: inputs,
            rows: rows,
            outputs: outputs,
            distances: distances,
            block: block,
            scratch: scratch,
            laneBytes: RowBlocks<Self>.laneBytes(self, block)
        )
        team.run(work, blocks: (rows + block - 1) / block)
    }

    /// Bytes of scratch that `predict` needs for `rows` rows on a team.
    public func scratchBytes(rows: Int, team: Team) -> Int {
        team.threads * RowBlocks<Self>.laneBytes(self, RowBlocks<Self>.rows(self, of: rows, team))
    }
}

/// Some rows' prediction in blocks, each lane with its own scratch.
private struct RowBlocks<Rows: Predictor>: SharedWork {
    let predictor: Rows
    let inputs: InputRows
    let rows: Int
    let outputs: UnsafeMutablePointer<Float>
    let distances: UnsafeMutablePointer<Float>?
    /// Rows in a block.
    let block: Int
    let scratch: UnsafeMutableRawBufferPointer
    let laneBytes: Int

    /// No more than what keeps a lane's scratch small.
    static func rows(_ predictor: Rows, of rows: Int, _ team: Team) -> Int {
        min(256, team.blockRows(of: rows, least: predictor.leastBlock))
    }

    static func laneBytes(_ predictor: Rows, _ block: Int) -> Int { (predictor.scratchBytes(rows: block) + 63) / 64 * 64 }

    func run(block number: Int, lane: Int) {
        let first = number * block
        predictor.predict(
            inputs + first * predictor.layout.width,
            rows: min(block, rows - first),
            into: outputs + first * predictor.heads.width,
            distances: distances.map { $0 + first * predictor.heads.count },
            scratch: UnsafeMutableRawBufferPointer(rebasing: scratch[lane * laneBytes..<(lane + 1) * laneBytes])
        )
    }
}

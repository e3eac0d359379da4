import Domain
import Examples
import Models

/// `learnd judge`: loads the candidate and its parent, asks the gate, writes the judgement beside the gate's rows.
public struct Judging {
    private let directory: JobDirectory

    public init(_ directory: JobDirectory) { self.directory = directory }

    public func run() throws {
        let document = try CanonicalJSON.decode(JobDocument.self, from: WholeFile.read(directory.document))
        let candidate = try VersionDirectory(path: directory.candidate).predictor()
        let rows = try RowSet(decoding: WholeFile.read(directory.gate.gateRows))
        let best = try CanonicalJSON.decode([String: Double].self, from: WholeFile.read(directory.gate.best))
        var serving: (predictor: any Predictor, known: RowSet)?
        if document.parent != nil {
            serving = (
                try VersionDirectory(path: directory.parent).predictor(),
                try RowSet(decoding: WholeFile.read(directory.gate.knownRows))
            )
        }
        let judgement = Gate(document.specification.gate).judge(candidate, against: serving, rows: rows, best: best)
        try WholeFile.write(CanonicalJSON.encode(judgement), to: directory.gate.judgement)
    }
}

import Domain
import Files

/// What lies where in a job's directory and in the gate's beside it.
///
/// ```
/// jobs/17/sources.json      from which files of the archive its rows are read, and what for
///         derivation.json   the derivation, written last: with it the job is complete
///         parent/           the parent version; absent for a model's first job
///         base/             where sums of the parent's that are not stored are made from: those of an ancestor; absent where there is none
///         earlier/1.rows    and the rows that versions have learned since, a file a version
///         new.rows          the new batches' training rows
///         validation.rows   the validation rows, the parent's and the new ones, as many as are kept
///         decided.rows      the new batches' validation rows, all of them: what some methods learn too, once they have decided
///         checkpoint/       where an attempt had come to
///         candidate/        the result, renamed into place when whole
/// jobs/17.gate/known.rows   the gate rows of what the serving version had learned; absent for a model's first job
///              gate.rows    those and the new ones: the candidate's own
///              reference.json  what the candidate is held against besides the serving version: see `GateReference`
///              judgement.json
/// ```
/// The gate rows lie apart because they never enter a job. Every file is sealed (`SealedFile`): what a disk made of it is not trained on.
public struct JobDirectory: Hashable, Sendable {
    public var path: String

    public init(path: String) { self.path = path }

    public var files: String { path + "/sources.json" }
    public var document: String { path + "/derivation.json" }
    public var parent: String { path + "/parent" }
    public var base: String { path + "/base" }
    public func earlierRows(_ number: Int) -> String { "\(path)/earlier/\(number).rows" }
    public var newRows: String { path + "/new.rows" }
    public var validationRows: String { path + "/validation.rows" }
    public var decidedRows: String { path + "/decided.rows" }
    public var checkpoint: String { path + "/checkpoint" }
    public var candidate: String { path + "/candidate" }
    public var lock: String { path + "/lock" }

    /// Takes it away, and the gate's beside it.
    public func remove() {
        Folder.remove(path)
        Folder.remove(gate.path)
    }

    public var gate: GateDirectory { GateDirectory(path: path + ".gate") }
}

/// See `JobDirectory`.
public struct GateDirectory: Hashable, Sendable {
    public var path: String

    public init(path: String) { self.path = path }

    public var knownRows: String { path + "/known.rows" }
    public var gateRows: String { path + "/gate.rows" }
    public var reference: String { path + "/reference.json" }
    public var judgement: String { path + "/judgement.json" }
}

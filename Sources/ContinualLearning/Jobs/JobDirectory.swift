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
    /// Such as `jobs/17`; the gate's beside it is this and `.gate`.
    public var path: String

    /// Touches nothing on the disk.
    public init(path: String) { self.path = path }

    /// A sealed `JobFiles`.
    public var files: String { path + "/sources.json" }
    /// A sealed `Derivation`.
    public var document: String { path + "/derivation.json" }
    /// A `VersionDirectory`, without the part `gate`.
    public var parent: String { path + "/parent" }
    /// A `VersionDirectory` of an ancestor's sums and its document.
    public var base: String { path + "/base" }
    /// - Parameter number: 1, 2, 3…, from the oldest version on.
    public func earlierRows(_ number: Int) -> String { "\(path)/earlier/\(number).rows" }
    /// A sealed `RowSet`.
    public var newRows: String { path + "/new.rows" }
    /// A sealed `RowSet`.
    public var validationRows: String { path + "/validation.rows" }
    /// A sealed `RowSet`; absent where the method learns no validation rows.
    public var decidedRows: String { path + "/decided.rows" }
    /// Belongs to one derivation: an attempt at another one begins anew.
    public var checkpoint: String { path + "/checkpoint" }
    /// A `VersionDirectory`, with `report.json` beside its parts. Once it is there the trainer has nothing left to do.
    public var candidate: String { path + "/candidate" }
    /// Held by the one trainer that writes here; another one waits for it.
    public var lock: String { path + "/lock" }

    /// Takes it away, and the gate's beside it.
    public func remove() {
        Folder.remove(path)
        Folder.remove(gate.path)
    }

    /// The directory beside it, which the trainer never reads.
    public var gate: GateDirectory { GateDirectory(path: path + ".gate") }
}

/// See `JobDirectory`.
public struct GateDirectory: Hashable, Sendable {
    /// Such as `jobs/17.gate`.
    public var path: String

    /// Touches nothing on the disk.
    public init(path: String) { self.path = path }

    /// A sealed `RowSet`: the parent's part `gate`.
    public var knownRows: String { path + "/known.rows" }
    /// A sealed `RowSet`: becomes the candidate's part `gate`.
    public var gateRows: String { path + "/gate.rows" }
    /// A sealed `GateReference`.
    public var reference: String { path + "/reference.json" }
    /// A sealed `Judgement`; absent until the judge has run.
    public var judgement: String { path + "/judgement.json" }
}

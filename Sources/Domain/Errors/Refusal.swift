/// Something asked for or handed in that cannot be taken: what, where, and how to put it right.
///
/// One vocabulary for files, requests, settings and commands. It is thrown where the fault is seen and turned into an HTTP status,
/// an exit code or a `reason.txt` once, by whoever ends the matter.
public struct Refusal: Error, Hashable, Sendable, Codable {
    /// What sort of fault it is, for programs: one HTTP status each.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// The input is wrong in itself. HTTP 400.
        case invalid
        /// The caller may not. HTTP 403.
        case forbidden
        /// It names something that is not there. HTTP 404.
        case notFound = "not_found"
        /// The present state does not allow it: a model on hold, a version already serving. HTTP 409.
        case conflict
        /// Over a bound on bytes, rows, columns or lines. HTTP 413.
        case tooLarge = "too_large"
        /// The gate refused it. HTTP 422.
        case refusedByGate = "refused_by_gate"
        /// Too much at once; try again. HTTP 429.
        case busy
        /// Our own failure. HTTP 500.
        case failed
        /// Cannot now (no disk, stopping, not loaded yet); try again. HTTP 503.
        case unavailable
    }

    /// Decides the HTTP status, and what a command ends with.
    public var kind: Kind
    /// What happened, with the values: `column 'priority' holds 'urgent', which is not a number`.
    public var what: String { said.withValues }
    /// The same with its values marked (`RowValue`).
    private var said: String
    /// Where: `inbox/tickets/a.csv:7`, `config/learnd.yaml:12`, `rows[3].petal_length`; nil where `what` already says.
    public var place: String?
    /// How to put it right, as an instruction; nil where there is nothing to do.
    public var fix: String?

    /// - Parameters:
    ///   - what: What happened; values of rows stand in it as `RowValue` marks them, so that they can be left out.
    ///   - place: Nil where `what` already says it.
    ///   - fix: An instruction, without a full stop; nil where there is nothing to do.
    public init(_ kind: Kind, what: String, at place: String? = nil, fix: String? = nil) {
        self.kind = kind
        said = what
        self.place = place
        self.fix = fix
    }

    /// The same for those who do not have the file: `column 'priority' holds [value hidden], which is not a number`.
    public var withoutValues: Refusal {
        var copy = self
        copy.said = said.withoutValues
        return copy
    }

    /// The same in other words: `change` is applied to what is said and to how it is put right.
    public func rephrased(_ change: (String) -> String) -> Refusal {
        var copy = self
        copy.said = change(said)
        copy.fix = fix.map(change)
        return copy
    }

    /// Whether both say the same.
    public static func == (left: Refusal, right: Refusal) -> Bool {
        (left.kind, left.what, left.place, left.fix) == (right.kind, right.what, right.place, right.fix)
    }

    /// Mixes in kind and words: equal refusals hash alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(what)
    }

    /// The same refusal seen from a wider place, e.g. a row's inside its file: `a.csv` + `line 7` is `a.csv: line 7`.
    public func within(_ outer: String) -> Refusal {
        var copy = self
        copy.place = place.map { "\(outer): \($0)" } ?? outer
        return copy
    }
}

extension Refusal: CustomStringConvertible {
    /// `place: what; fix`
    public var description: String {
        (place.map { "\($0): " } ?? "") + what + (fix.map { "; \($0)" } ?? "")
    }
}

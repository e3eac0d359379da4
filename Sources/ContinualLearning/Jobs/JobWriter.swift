import Domain
import Files
import Hashing
import Rows

/// Writes a job's directory from its rows and its parent: each row by its role to the trainer's side, the validation's or the gate's.
public struct JobWriter {
    /// What a job builds on.
    public struct Parent {
        /// All of the parent version's, `gate` among them.
        public var parts: [VersionPart]
        /// What the candidate is held against besides the version itself.
        public var reference: GateReference

        /// With an empty reference the candidate is held against the parent alone.
        public init(parts: [VersionPart], reference: GateReference) {
            self.parts = parts
            self.reference = reference
        }
    }

    private let directory: JobDirectory
    private let derivation: Derivation

    /// Writes nothing yet.
    public init(_ derivation: Derivation, to directory: JobDirectory) {
        self.derivation = derivation
        self.directory = directory
    }

    /// - Parameter rows: All rows of the job's batches, merged in the order in which they were accepted.
    public func write(_ rows: RowSet, parent: Parent?) throws {
        try writeParent(parent)
        try writeRows(rows)
    }

    /// What the job builds on, before its rows are known.
    func writeParent(_ parent: Parent?) throws {
        let folder = DerivationFolder(derivation, in: directory)
        for part in parent?.parts ?? [] {
            let writer = try folder.parentWriter(of: part.reference)
            try writer.append(part.bytes)
            try writer.finish()
        }
        try closeParent(parent?.parts.map(\.reference), parent?.reference ?? GateReference())
    }

    /// Ends the parent, whose parts lie there.
    func closeParent(_ parts: [PartReference]?, _ reference: GateReference) throws {
        try Folder.make(directory.path)
        try Folder.make(directory.gate.path)
        if let parts { try VersionDirectory(path: directory.parent).close(parts.filter { $0.name != VersionContent.gate }) }
        try SealedFile.write(CanonicalJSON.encode(reference), to: directory.gate.reference)
    }

    /// Rows that a version on the way to the parent learned: all but the gate's, from which its sums are made again.
    public func writeEarlier(_ rows: RowSet, number: Int) throws {
        let classes = try VersionContent.classes(inDocument: VersionDirectory(path: directory.parent).part(VersionContent.model).bytes)
        let named = rows.namingClasses(as: classes)
        let byRole = RowsByRole(named, share: derivation.specification.holdout.share)
        let path = directory.earlierRows(number)
        try Folder.make(String(path[..<path.lastIndex(of: "/")!]))
        let writer = try SealedFile.Writer(path)
        try named.encode((byRole.indices(.train) + byRole.indices(.validation)).sorted(), to: writer.append)
        try writer.finish()
    }

    /// The job's rows, each by its role, where its parent has been written; the job's document last.
    ///
    /// - Parameter rows: As for `write`.
    public func writeRows(_ rows: RowSet) throws {
        let parent = derivation.parent == nil ? nil : VersionDirectory(path: directory.parent)
        let specification = derivation.specification
        // A class is named as the parent names it, however this file spells it.
        let rows = rows.under(derivation.form)
        let named =
            try parent.map { rows.namingClasses(as: try VersionContent.classes(inDocument: $0.part(VersionContent.model).bytes)) } ?? rows
        let byRole = RowsByRole(named, share: specification.holdout.share)
        let bound = specification.holdout.perClass
        let seed = specification.seed
        var validation = byRole[.validation]
        if let parent {
            validation = try VersionContent.rows(parent.part(VersionContent.validation)).under(derivation.form).merged(with: validation)
        }
        try SealedFile.write(validation.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.validationRows)
        var gate = byRole[.gate]
        // The serving version is judged on the labels that it had learned, so the known rows lie there before the new ones join them.
        if parent != nil {
            gate = try RowSet(decoding: SealedFile.read(directory.gate.knownRows)).under(derivation.form).merged(with: gate)
        }
        try SealedFile.write(gate.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.gate.gateRows)
        let training = try SealedFile.Writer(directory.newRows)
        try named.encode(byRole.indices(.train), to: training.append)
        try training.finish()
        if specification.training.method.learnsValidationRows {
            let decided = try SealedFile.Writer(directory.decidedRows)
            try named.encode(byRole.indices(.validation), to: decided.append)
            try decided.finish()
        }
        try SealedFile.write(CanonicalJSON.encode(derivation), to: directory.document)
    }
}

import Domain
import Rows

/// Writes a job's directory from its rows and its parent: each row by its role to the trainer's side, the validation's or the gate's.
public struct JobWriter {
    /// What a job builds on.
    public struct Parent {
        public var parts: [VersionPart]
        /// What the candidate is held against besides the version itself.
        public var reference: GateReference

        public init(parts: [VersionPart], reference: GateReference) {
            self.parts = parts
            self.reference = reference
        }
    }

    private let directory: JobDirectory
    private let derivation: Derivation

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
    public func writeParent(_ parent: Parent?) throws {
        try Folder.make(directory.path)
        try Folder.make(directory.gate.path)
        if let parent {
            // The gate's own list stays out of the job: what the trainer never reads, it cannot learn.
            try VersionDirectory(path: directory.parent).write(parent.parts.filter { $0.name != VersionContent.gate })
            // The serving version is judged on the labels that it had learned, so the known rows lie there before the new ones join them.
            try SealedFile.write(VersionContent.part(VersionContent.gate, in: parent.parts).bytes, to: directory.gate.knownRows)
        }
        try SealedFile.write(CanonicalJSON.encode(parent?.reference ?? GateReference()), to: directory.gate.reference)
    }

    /// The job's rows, each by its role, where its parent has been written; the job's document last.
    ///
    /// - Parameter rows: As for `write`.
    public func writeRows(_ rows: RowSet) throws {
        let parent = derivation.parent == nil ? nil : VersionDirectory(path: directory.parent)
        let specification = derivation.specification
        // A class is named as the parent names it, however this file spells it.
        let named = try parent.map { rows.namingClasses(as: try VersionContent.classes(inDocument: $0.document())) } ?? rows
        let byRole = RowsByRole(named, share: specification.holdout.share)
        let bound = specification.holdout.perClass
        let seed = specification.seed
        var validation = byRole[.validation]
        if let parent { validation = try RowSet(decoding: parent.rows(VersionContent.validation)).merged(with: validation) }
        try SealedFile.write(validation.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.validationRows)
        var gate = byRole[.gate]
        if parent != nil { gate = try RowSet(decoding: SealedFile.read(directory.gate.knownRows)).merged(with: gate) }
        try SealedFile.write(gate.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.gate.gateRows)
        try SealedFile.write(byRole[.train].encode(), to: directory.newRows)
        try SealedFile.write(CanonicalJSON.encode(derivation), to: directory.document)
    }
}

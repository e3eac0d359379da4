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
        try Folder.make(directory.path)
        try Folder.make(directory.gate.path)
        let specification = derivation.specification
        // A class is named as the parent names it, however this file spells it.
        let named = try parent.map { rows.namingClasses(as: try VersionContent.classes(in: $0.parts)) } ?? rows
        let byRole = RowsByRole(named, share: specification.holdout.share)
        var validation = byRole.validation
        var gate = byRole.gate
        if let parent {
            // The gate's own list stays out of the job: what the trainer never reads, it cannot learn.
            try VersionDirectory(path: directory.parent).write(parent.parts.filter { $0.name != VersionContent.gate })
            validation = try VersionContent.rows(VersionContent.validation, in: parent.parts).merged(with: validation)
            let known = try VersionContent.rows(VersionContent.gate, in: parent.parts)
            // The serving version is judged on the labels that it had learned, so the known rows are written before the new ones join them.
            try SealedFile.write(known.encode(), to: directory.gate.knownRows)
            gate = known.merged(with: gate)
        }
        let bound = specification.holdout.perClass
        let seed = specification.seed
        try SealedFile.write(byRole.train.encode(), to: directory.newRows)
        try SealedFile.write(validation.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.validationRows)
        try SealedFile.write(gate.keepingHighest(perClass: bound, seed: seed).encode(), to: directory.gate.gateRows)
        try SealedFile.write(CanonicalJSON.encode(parent?.reference ?? GateReference()), to: directory.gate.reference)
        try SealedFile.write(CanonicalJSON.encode(derivation), to: directory.document)
    }
}

import Domain
import Inbox
import Models
import Reading
import Registry
import Rows

/// Has archived files read under their model's schema, when a file is taken, to tell whether it can be learned. A job reads them again
/// (`JobReading`).
public struct BatchReader {
    let archive: Archive
    var limits: ReadLimits
    var maxRefusedShare: Double
    var numericShare: Double
    /// How its children are run.
    var children: LearningSettings
    private let inspecting: any Inspecting
    private let room: ReadingRoom
    private let serving: @Sendable (ModelName) -> (version: VersionNumber, predictor: any Predictor)?
    private let configuration: String
    private let recent: String

    /// - Parameters:
    ///   - room: Where a child finds what it compares files with.
    ///   - configuration: The file that a person would write settings into.
    ///   - serving: What answers for a model now: what a file has that it never saw is told of.
    public init(
        archive: Archive,
        recent: String,
        limits: ReadLimits,
        maxRefusedShare: Double,
        numericShare: Double,
        children: LearningSettings,
        inspecting: any Inspecting,
        room: ReadingRoom,
        configuration: String = "the configuration",
        serving: @escaping @Sendable (ModelName) -> (version: VersionNumber, predictor: any Predictor)? = { _ in nil }
    ) {
        self.archive = archive
        self.recent = recent
        self.limits = limits
        self.maxRefusedShare = maxRefusedShare
        self.numericShare = numericShare
        self.children = children
        self.inspecting = inspecting
        self.room = room
        self.serving = serving
        self.configuration = configuration
    }

    /// A file that was just taken.
    ///
    /// - Parameters:
    ///   - schema: Nil for a model's first file, which decides it.
    ///   - working: Called again and again as long as reading advances.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    func read(_ file: TakenFile, schema: Schema?, specification: ModelSpecification, working: () -> Void) throws -> FileReading {
        guard let digest = file.digest else {
            return FileReading(file: file, outcome: .failure(Refusal(.failed, what: "the file was not archived", at: file.originalName)))
        }
        var inspection = inspection(digest, file.originalName, file.model, schema, specification)
        inspection.recent = recent
        if let (version, predictor) = serving(file.model) {
            // What cannot be written is missed by nobody but a warning.
            inspection.known = try? room.known(version, of: file.model) { KnownModel(predictor) }
        }
        var outcome = try inspect(inspection, working)
        if case .success(var content) = outcome {
            content.otherWarnings = file.warnings + content.otherWarnings
            outcome = .success(content)
        }
        return FileReading(file: file, outcome: outcome)
    }

    /// A batch's file read again, under its model's schema or as the first file. It is not compared with the serving version, which may be about to
    /// go.
    ///
    /// - Parameter formerLabel: What a first file's label was before.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    func readAgain(
        _ batch: BatchInfo,
        _ digest: Digest,
        schema: Schema?,
        formerLabel: String?,
        specification: ModelSpecification,
        working: () -> Void
    ) throws -> Result<FileReading.Content, Refusal> {
        var inspection = inspection(digest, batch.fileName, batch.model, schema, specification)
        inspection.formerLabel = formerLabel
        return try inspect(inspection, working)
    }

    /// No further file is read for now.
    func rest() { inspecting.rest() }

    private func inspection(
        _ digest: Digest,
        _ name: String,
        _ model: ModelName,
        _ schema: Schema?,
        _ specification: ModelSpecification
    ) -> FileInspection {
        FileInspection(
            path: archive.path(of: digest),
            digest: digest,
            name: name,
            model: model,
            schema: schema,
            specification: specification,
            limits: limits,
            maxRefusedShare: maxRefusedShare,
            numericShare: numericShare,
            configuration: configuration
        )
    }

    private func inspect(_ inspection: FileInspection, _ working: () -> Void) throws -> Result<FileReading.Content, Refusal> {
        let answer = try inspecting.inspect(inspection, children, working: working)
        if let content = answer.content {
            return .success(
                FileReading.Content(
                    rowCount: content.rowCount,
                    rowsDigest: content.rowsDigest,
                    refused: content.refused,
                    refusedCount: content.refusedCount,
                    skipped: content.skipped,
                    otherWarnings: content.otherWarnings,
                    notes: content.notes,
                    schema: try CanonicalJSON.encode(content.schema),
                    formSettings: try CanonicalJSON.encode(FormSettings(inspection.specification))
                )
            )
        }
        return .failure(answer.refusal ?? Refusal(.failed, what: "reading it gave no answer", at: inspection.name))
    }
}

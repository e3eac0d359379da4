import Domain
import Hashing
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
    private let inspecting: InspectingChild
    private let room: ReadingRoom
    private let serving: @Sendable (ModelName) -> (version: VersionNumber, predictor: any Predictor)?
    private let configuration: String
    private let recent: String
    private let sources: TextSources

    /// - Parameters:
    ///   - room: Where a child finds what it compares files with.
    ///   - configuration: The file that a person would write settings into.
    ///   - sources: What makes vectors of texts: how many are cut is told of.
    ///   - serving: What answers for a model now: what a file has that it never saw is told of.
    public init(
        archive: Archive,
        recent: String,
        limits: ReadLimits,
        maxRefusedShare: Double,
        numericShare: Double,
        children: LearningSettings,
        inspecting: InspectingChild,
        room: ReadingRoom,
        configuration: String = "the configuration",
        sources: TextSources = .hashing,
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
        self.sources = sources
    }

    /// Files that were just taken, in their order: a model's first one decides the schema of those after it.
    ///
    /// - Parameters:
    ///   - schema: A model's; nil while none of its files was accepted.
    ///   - working: Called again and again as long as reading advances.
    /// - Throws: `CancellationError` if the daemon ends meanwhile.
    func read(
        _ files: [TakenFile],
        schema: (ModelName) -> Schema?,
        specification: (ModelName) -> ModelSpecification,
        working: () -> Void
    ) throws -> [FileReading] {
        var terms: [ModelName: FileInspection.Terms] = [:]
        var inspections: [FileInspection] = []
        for file in files {
            guard let digest = file.digest else { throw Refusal(.failed, what: "the file was not archived", at: file.originalName) }
            let known = terms[file.model] ?? newTerms(file.model, schema(file.model), specification(file.model))
            terms[file.model] = known
            inspections.append(inspection(digest, file.originalName, known))
        }
        let answers = try inspecting.inspect(inspections, children, working: working)
        var decided: [ModelName: Schema] = [:]
        return try zip(files, answers).map { file, answer in
            let under = decided[file.model] ?? schema(file.model)
            if let schema = answer.content?.decided { decided[file.model] = schema }
            var outcome = try content(answer, file.originalName, under, specification(file.model))
            if case .success(var content) = outcome {
                content.otherWarnings = file.warnings + content.otherWarnings
                outcome = .success(content)
            }
            return FileReading(file: file, outcome: outcome)
        }
    }

    private func newTerms(_ model: ModelName, _ schema: Schema?, _ specification: ModelSpecification) -> FileInspection.Terms {
        var terms = self.terms(model, schema, specification)
        terms.recent = recent
        if let (version, predictor) = serving(model) {
            terms.texts = sources.reading(predictor.texts?.first)
            // What cannot be written is missed by nobody but a warning.
            terms.known = try? room.known(version, of: model) { KnownModel(predictor) }
        }
        return terms
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
        var terms = terms(batch.model, schema, specification)
        terms.formerLabel = formerLabel
        let answers = try inspecting.inspect([inspection(digest, batch.fileName, terms)], children, working: working)
        return try content(answers[0], batch.fileName, schema, specification)
    }

    /// No further file is read for now.
    func rest() { inspecting.rest() }

    private func terms(_ model: ModelName, _ schema: Schema?, _ specification: ModelSpecification) -> FileInspection.Terms {
        FileInspection.Terms(
            model: model,
            schema: schema,
            specification: specification,
            limits: limits,
            maxRefusedShare: maxRefusedShare,
            numericShare: numericShare,
            configuration: configuration,
            texts: sources.reading(specification.text)
        )
    }

    private func inspection(_ digest: Digest, _ name: String, _ terms: FileInspection.Terms) -> FileInspection {
        FileInspection(file: .init(path: archive.path(of: digest), digest: digest, name: name), terms: terms)
    }

    private func content(
        _ answer: FileInspection.Answer,
        _ name: String,
        _ under: Schema?,
        _ specification: ModelSpecification
    ) throws -> Result<FileReading.Content, Refusal> {
        guard let content = answer.content, let schema = content.decided ?? under else {
            return .failure(answer.refusal ?? Refusal(.failed, what: "reading it gave no answer", at: name))
        }
        return .success(
            FileReading.Content(
                rowCount: content.rowCount,
                rowsDigest: content.rowsDigest,
                refused: content.refused,
                refusedCount: content.refusedCount,
                skipped: content.skipped,
                otherWarnings: content.otherWarnings,
                notes: content.notes,
                schema: try CanonicalJSON.encode(schema),
                extendedSchema: try content.decided == nil ? nil : under.map { try CanonicalJSON.encode($0) },
                formSettings: try CanonicalJSON.encode(FormSettings(specification))
            )
        )
    }
}

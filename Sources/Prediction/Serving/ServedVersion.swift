import Domain
import Models

/// A version made ready to answer: immutable, shared by all threads, alive as long as a request works on it.
public final class ServedVersion: Sendable {
    /// The model that it is a version of.
    public let model: ModelName
    /// Told in every answer.
    public let number: VersionNumber
    /// The forward pass, with the layouts of what goes in and comes out.
    public let predictor: any Predictor
    /// Reads requests for this version's columns.
    public let decoder: RowDecoder
    /// Measured when it was loaded: who decides on which thread a request runs looks at it.
    public let cost: ForwardCost
    /// Shared by all versions of the model.
    public let statistics: ModelStatistics
    /// Some column is an image: a request's cost is not only that of the forward pass.
    package let takesImages: Bool
    private let writer: ResponseWriter

    /// Rows in one forward pass; a larger request is done in blocks, so that its scratch stays small. The answers are the same.
    private static let blockRows = 256

    init(model: ModelName, number: VersionNumber, predictor: any Predictor, statistics: ModelStatistics) {
        self.model = model
        self.number = number
        self.predictor = predictor
        self.statistics = statistics
        takesImages = predictor.layout.columns.contains { $0.image != nil }
        decoder = RowDecoder(layout: predictor.layout)
        writer = ResponseWriter(model: model, version: number, heads: predictor.heads)
        cost = ForwardCost(measuring: predictor)
    }

    /// Fills the workspace's outputs, `[rows, heads.width]`, from its inputs: on the other prediction threads too, where that pays. Behind them lie the rows'
    /// distances, `[rows, heads]`, where the version tells them.
    package func predict(rows: Int, in workspace: RowWorkspace) {
        workspace.reserveInputs(rows * predictor.layout.width)
        workspace.reserveOutputs(rows * (predictor.heads.width + predictor.heads.count))
        workspace.texts.with { texts in
            let inputs = InputRows(workspace.inputs, texts: texts)
            let (outputs, distances) = (workspace.outputs, distances(in: workspace, rows: rows))
            let cost = nanoseconds(rows: rows, in: workspace)
            if workspace.shared?.predict(predictor, inputs, rows: rows, cost, into: outputs, distances: distances) != true {
                predictAlone(inputs, rows: rows, in: workspace)
            }
        }
        statistics.count(rows: rows)
    }

    /// Where the present request's rows have their distances, `[rows, heads]`; nil where the version does not tell them.
    package func distances(in workspace: RowWorkspace, rows: Int) -> UnsafeMutablePointer<Float>? {
        predictor.tellsDistance ? workspace.outputs + rows * predictor.heads.width : nil
    }

    private func predictAlone(_ inputs: InputRows, rows: Int, in workspace: RowWorkspace) {
        let (columns, width, heads) = (predictor.layout.width, predictor.heads.width, predictor.heads.count)
        let distances = distances(in: workspace, rows: rows)
        let scratch = workspace.reserveScratch(predictor.scratchBytes(rows: min(rows, Self.blockRows)))
        for start in stride(from: 0, to: rows, by: Self.blockRows) {
            predictor.predict(
                inputs + start * columns,
                rows: min(Self.blockRows, rows - start),
                into: workspace.outputs + start * width,
                distances: distances.map { $0 + start * heads },
                scratch: scratch
            )
        }
    }

    /// What the forward pass of the workspace's inputs takes, as an estimate.
    package func nanoseconds(rows: Int, in workspace: RowWorkspace) -> Double {
        cost.nanoseconds(rows: rows, textBytes: workspace.texts.byteCount)
    }

    /// Writes the workspace's outputs in the plain form into its answer.
    package func writeResponse(rows: Int, in workspace: RowWorkspace) {
        writer.write(
            workspace.outputs,
            distances: distances(in: workspace, rows: rows),
            rows: rows,
            strays: workspace.strays,
            to: workspace.response
        )
    }

    /// The place of the largest probability, the first of equals.
    package func bestClass(_ probabilities: UnsafePointer<Float>, of classes: Int) -> Int { ResponseWriter.best(probabilities, classes) }

    /// A request's body to its answer's: `workspace.response`.
    ///
    /// - Parameter within: The longest forward pass, in nanoseconds, that may run here.
    /// - Returns: False, with nothing done, if the forward pass of so many rows takes longer than `within`.
    /// - Throws: `Refusal` for what the body lacks.
    package func answer(
        _ body: UnsafeRawBufferPointer,
        maximumRows: Int,
        in workspace: RowWorkspace,
        within: Double = .infinity
    ) throws(Refusal) -> Bool {
        let rows = try decoder.decode(body, maximumRows: maximumRows, into: workspace)
        guard nanoseconds(rows: rows, in: workspace) <= within else { return false }
        predict(rows: rows, in: workspace)
        writeResponse(rows: rows, in: workspace)
        return true
    }
}

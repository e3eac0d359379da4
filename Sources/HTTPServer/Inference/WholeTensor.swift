import Domain
import Models
import Prediction
import Rows

/// All columns of a model as one tensor of numbers, `[rows, columns]`: what clients send that know arrays only. Its name does not matter,
/// since nothing else in the request could be meant.
struct WholeTensor {
    private let request: InferenceRequest
    private let served: ServedVersion
    private var tensor: InferenceRequest.Input { request.inputs[0] }
    private var columns: [InputLayout.Column] { served.predictor.layout.columns }

    /// Nil where the request gives each column a tensor, or is to be told so.
    init?(of request: InferenceRequest, for served: ServedVersion) {
        guard request.inputs.count == 1 else { return nil }
        let tensor = request.inputs[0]
        let columns = served.predictor.layout.columns
        let isColumn = served.decoder.index(ofColumn: tensor.name) != nil
        let fits = Self.takes(columns) && tensor.shape?.count == 2 && tensor.shape?[1] == columns.count
        guard fits && (columns.count > 1 || !isColumn) || tensor.name == "input" && !isColumn else { return nil }
        self.request = request
        self.served = served
    }

    /// Whether every column is one number.
    static func takes(_ columns: [InputLayout.Column]) -> Bool {
        columns.allSatisfy { [.number, .truth].contains($0.kind.form.element) }
    }

    /// What to send to a model of these columns.
    static func advice(for columns: [InputLayout.Column]) -> String {
        let whole = takes(columns) ? "one tensor 'input' of [rows, \(columns.count)] or one a column" : "one tensor a column"
        return "send \(whole): \(list(columns.map(\.name)))"
    }

    /// At most ten of `names`, and how many more there are.
    static func list(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }

    /// - Returns: How many rows there are.
    func fill(_ workspace: RowWorkspace, body: UnsafeRawBufferPointer, maximumRows: Int) throws(Refusal) -> Int {
        guard Self.takes(columns) else {
            throw Refusal(
                .invalid,
                what: "one tensor for all columns is taken by models of numbers and truths only",
                at: "inputs[0]",
                fix: Self.advice(for: columns)
            )
        }
        let areAllTruths = columns.allSatisfy { $0.kind.form.element == .truth }
        guard let datatype = tensor.datatype, datatype.isNumber || areAllTruths && datatype == .bool else {
            throw Refusal(
                .invalid,
                what: "the tensor '\(tensor.name)' has datatype \(tensor.datatype?.rawValue ?? "none"), which holds no numbers",
                at: "inputs[0].datatype",
                fix: "make it FP32 or FP64"
            )
        }
        guard let shape = tensor.shape, shape.count == 2, shape[1] == columns.count else {
            throw Refusal(
                .invalid,
                what: "the tensor '\(tensor.name)' has \(InferenceRequest.words(tensor.shape))",
                at: "inputs[0].shape",
                fix: "make it [rows, \(columns.count)]"
            )
        }
        try request.require(rows: shape[0], atMost: maximumRows)
        let inputs = workspace.inputs(shape[0] * columns.count)
        let elements = TensorElements(
            tensor: tensor,
            datatype: datatype,
            count: shape[0] * columns.count,
            place: "inputs[0]",
            request: request,
            body: body,
            unescaped: workspace.unescaped
        )
        func stray(_ row: Int, _ column: Int, _ text: ByteSpan) {
            workspace.strays.add(text, row: row, column: columns[column].name, columns[column].kind)
        }
        try elements.each({ index, value in inputs[index] = value }, stray: { stray($0 / columns.count, $0 % columns.count, $1) })
        for (index, column) in columns.enumerated() where column.kind.form.element == .truth {
            TensorElements.keepTruths(inputs + index, stride: columns.count, rows: shape[0]) { stray($0, index, $1) }
        }
        return shape[0]
    }
}

extension InferenceRequest {
    func require(rows: Int, atMost most: Int) throws(Refusal) {
        guard rows <= most else {
            throw Refusal(
                .tooLarge,
                what: "the request has \(rows) rows, more than \(most)",
                at: "inputs[0].shape",
                fix: "send them in several requests, or raise server.rows"
            )
        }
    }

    /// `shape [1, 3]`, for messages.
    static func words(_ shape: [Int]?) -> String { shape.map { "shape \($0)" } ?? "no shape" }
}

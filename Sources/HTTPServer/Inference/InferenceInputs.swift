import Domain
import Models
import Prediction

/// Puts a request's tensors into a model's inputs, `[rows, width]`: a tensor a column, or all columns as one tensor named `input`.
struct InferenceInputs {
    let request: InferenceRequest
    let body: UnsafeRawBufferPointer
    let served: ServedVersion
    let maximumRows: Int

    /// - Returns: How many rows there are.
    func fill(_ workspace: RowWorkspace) throws(Refusal) -> Int {
        let columns = served.predictor.layout.columns
        let isWhole = request.inputs.count == 1 && request.inputs[0].name == "input" && !columns.contains { $0.name == "input" }
        if isWhole { return try fillWhole(workspace, columns) }

        let rows = try rowCount()
        for column in columns {
            if let shape = column.image { try ImageInput(shape: shape).requireRoom(rows: rows, at: "inputs[0].shape") }
        }
        let width = served.predictor.layout.width
        let offsets = served.predictor.layout.offsets
        let inputs = workspace.inputs(rows * width)
        var given = [Bool](repeating: false, count: columns.count)
        for (place, tensor) in request.inputs.enumerated() {
            let position = "inputs[\(place)]"
            guard let column = served.decoder.place(ofColumn: tensor.name) else {
                throw Refusal(
                    .invalid, what: "the model has no input '\(tensor.name)'", at: position,
                    fix: "give these: \(Self.names(columns.map(\.name)))")
            }
            guard !given[column] else { throw Refusal(.invalid, what: "the input '\(tensor.name)' comes twice", at: position) }
            given[column] = true
            let datatype = try datatype(of: tensor, for: columns[column], at: position)
            if let shape = columns[column].image {
                let images = ImageTensor(
                    tensor: tensor, datatype: datatype, input: ImageInput(shape: shape), rows: rows, place: position, request: request,
                    body: body)
                try images.fill(inputs + offsets[column], stride: width, workspace)
                continue
            }
            let elements = TensorElements(
                tensor: tensor, datatype: datatype, count: rows, place: position, request: request, body: body,
                unescaped: workspace.unescaped)
            try elements.each(level: { served.decoder.value(of: $0, inCategory: column) }) { row, value in
                inputs[row * width + offsets[column]] = value
            }
        }
        let missing = columns.indices.filter { !given[$0] }.map { columns[$0].name }
        guard missing.isEmpty else {
            throw Refusal(
                .invalid, what: "the request has no input \(Self.names(missing))", at: "inputs",
                fix: "give each column of the model a tensor")
        }
        return rows
    }

    private func fillWhole(_ workspace: RowWorkspace, _ columns: [InputLayout.Column]) throws(Refusal) -> Int {
        let tensor = request.inputs[0]
        guard columns.allSatisfy({ $0.kind == .numeric }) else {
            throw Refusal(
                .invalid, what: "one tensor 'input' is taken by models of numbers only", at: "inputs[0]",
                fix: "give each column a tensor: \(Self.names(columns.map(\.name)))")
        }
        guard let datatype = tensor.datatype, datatype.isNumber else {
            throw Refusal(.invalid, what: "the tensor 'input' holds no numbers", at: "inputs[0].datatype", fix: "use FP32 or FP64")
        }
        guard let shape = tensor.shape, shape.count == 2, shape[1] == columns.count else {
            throw Refusal(
                .invalid, what: "the tensor 'input' has shape \(tensor.shape ?? [])", at: "inputs[0].shape",
                fix: "make it [rows, \(columns.count)]")
        }
        try checkRows(shape[0])
        let inputs = workspace.inputs(shape[0] * columns.count)
        let elements = TensorElements(
            tensor: tensor, datatype: datatype, count: shape[0] * columns.count, place: "inputs[0]", request: request, body: body,
            unescaped: workspace.unescaped)
        try elements.each(level: { _ in 0 }) { place, value in inputs[place] = value }
        return shape[0]
    }

    /// All tensors have as many rows.
    private func rowCount() throws(Refusal) -> Int {
        var rows: Int?
        for (place, tensor) in request.inputs.enumerated() {
            let isImage = served.decoder.place(ofColumn: tensor.name).map { served.predictor.layout.columns[$0].image != nil } ?? false
            guard let shape = tensor.shape, isImage ? !shape.isEmpty : shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
                throw Refusal(
                    .invalid, what: "the input '\(tensor.name)' has shape \(tensor.shape ?? [])", at: "inputs[\(place)].shape",
                    fix: "make it [rows]")
            }
            guard rows == nil || rows == shape[0] else {
                throw Refusal(
                    .invalid, what: "the input '\(tensor.name)' has \(shape[0]) rows, the first \(rows!)", at: "inputs[\(place)].shape",
                    fix: "give all inputs the same rows")
            }
            rows = shape[0]
        }
        try checkRows(rows ?? 0)
        return rows ?? 0
    }

    private func checkRows(_ rows: Int) throws(Refusal) {
        guard rows <= maximumRows else {
            throw Refusal(
                .tooLarge, what: "the request has \(rows) rows, more than \(maximumRows)", at: "inputs[0].shape",
                fix: "send them in several requests, or raise server.rows")
        }
    }

    private func datatype(
        of tensor: InferenceRequest.Input, for column: InputLayout.Column, at place: String
    ) throws(Refusal) -> InferenceDatatype {
        let wanted = InferenceDatatype.of(column.kind)
        guard let datatype = tensor.datatype, datatype.fits(column.kind) else {
            throw Refusal(
                .invalid, what: "the input '\(tensor.name)' has datatype \(tensor.datatype?.rawValue ?? "none")", at: place + ".datatype",
                fix: "make it \(wanted.rawValue)")
        }
        return datatype
    }

    private static func names(_ names: [String]) -> String {
        names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
}

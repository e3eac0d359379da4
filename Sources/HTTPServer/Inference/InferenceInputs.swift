import Domain
import Models
import Prediction
import Rows

/// Puts a request's tensors into a model's inputs, `[rows, width]`: a tensor a column, or all columns as one tensor of whatever name.
struct InferenceInputs {
    let request: InferenceRequest
    let body: UnsafeRawBufferPointer
    let served: ServedVersion
    let maximumRows: Int

    private var columns: [InputLayout.Column] { served.predictor.layout.columns }

    /// - Returns: How many rows there are.
    func fill(_ workspace: RowWorkspace) throws(Refusal) -> Int {
        workspace.begin()
        if let whole = WholeTensor(of: request, for: served) {
            return try whole.fill(workspace, body: body, maximumRows: maximumRows)
        }
        let places = try places()
        let rows = try rowCount(places)
        for column in columns {
            if let shape = column.image { try ImageInput(shape: shape).requireRoom(rows: rows, at: "inputs[0].shape") }
        }
        let offsets = served.predictor.layout.offsets
        let inputs = workspace.inputs(rows * served.predictor.layout.width)
        for index in request.inputs.indices {
            try fill(inputs + offsets[places[index]], fromInput: index, column: places[index], rows: rows, workspace)
        }
        // What is wrong with a tensor that is there is of more use than which others are not.
        let given = Set(places)
        let missing = columns.indices.filter { !given.contains($0) }.map { "'\(columns[$0].name)'" }
        guard missing.isEmpty else {
            throw Refusal(
                .invalid,
                what: "the request has no input \(WholeTensor.list(missing))",
                at: "inputs",
                fix: "give each column of the model a tensor"
            )
        }
        return rows
    }

    /// - Parameter first: The column's first number in the first row.
    private func fill(
        _ first: UnsafeMutablePointer<Double>,
        fromInput index: Int,
        column: Int,
        rows: Int,
        _ workspace: RowWorkspace
    ) throws(Refusal) {
        let tensor = request.inputs[index]
        let width = served.predictor.layout.width
        let place = "inputs[\(index)]"
        let datatype = try datatype(of: tensor, for: columns[column], at: place)
        if let shape = columns[column].image {
            let images = ImageTensor(
                tensor: tensor,
                datatype: datatype,
                input: ImageInput(shape: shape),
                rows: rows,
                place: place,
                request: request,
                body: body
            )
            return try images.fill(first, stride: width, workspace)
        }
        let elements = TensorElements(
            tensor: tensor,
            datatype: datatype,
            count: rows,
            place: place,
            request: request,
            body: body,
            unescaped: workspace.unescaped
        )
        let kind = columns[column].kind
        func stray(_ row: Int, _ text: ByteSpan) { workspace.strays.add(text, row: row, column: tensor.name, kind) }
        let element = kind.form.element
        if element == .text || datatype == .bytes {
            // Texts are what a file's cells are, and follow the same rule.
            try elements.eachText { row, text in
                first[row * width] = served.decoder.value(of: text, inColumn: column, workspace) { cell in
                    stray(row, ByteSpan(base: cell.start, count: cell.count))
                }
            } missing: { row in
                first[row * width] = .nan
            }
            return
        }
        try elements.each({ row, value in first[row * width] = value }, stray: stray)
        if element == .truth { TensorElements.keepTruths(first, stride: width, rows: rows, stray: stray) }
    }

    /// The column that each tensor is for.
    private func places() throws(Refusal) -> [Int] {
        var places: [Int] = []
        var given = Set<Int>()
        for (index, tensor) in request.inputs.enumerated() {
            guard let column = served.decoder.index(ofColumn: tensor.name) else {
                throw Refusal(
                    .invalid,
                    what: "the model has no input '\(tensor.name)'",
                    at: "inputs[\(index)]",
                    fix: WholeTensor.advice(for: columns)
                )
            }
            guard given.insert(column).inserted else {
                throw Refusal(
                    .invalid,
                    what: "the input '\(tensor.name)' comes twice",
                    at: "inputs[\(index)]",
                    fix: "give each column one tensor"
                )
            }
            places.append(column)
        }
        return places
    }

    /// All tensors have as many rows.
    private func rowCount(_ places: [Int]) throws(Refusal) -> Int {
        var rows: Int?
        for (index, tensor) in request.inputs.enumerated() {
            let isImage = columns[places[index]].image != nil
            guard let shape = tensor.shape, isImage ? !shape.isEmpty : shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
                throw Refusal(
                    .invalid,
                    what: "the input '\(tensor.name)' has \(InferenceRequest.words(tensor.shape))",
                    at: "inputs[\(index)].shape",
                    fix: "make it [rows]"
                )
            }
            guard rows == nil || rows == shape[0] else {
                throw Refusal(
                    .invalid,
                    what: "the input '\(tensor.name)' has \(shape[0]) rows, the first \(rows!)",
                    at: "inputs[\(index)].shape",
                    fix: "give all inputs the same rows"
                )
            }
            rows = shape[0]
        }
        try request.require(rows: rows ?? 0, atMost: maximumRows)
        return rows ?? 0
    }

    private func datatype(
        of tensor: InferenceRequest.Input,
        for column: InputLayout.Column,
        at place: String
    ) throws(Refusal) -> InferenceDatatype {
        let wanted = InferenceDatatype.of(column.kind)
        guard let datatype = tensor.datatype, datatype.fits(column.kind) else {
            throw Refusal(
                .invalid,
                what: "the input '\(tensor.name)' has datatype \(tensor.datatype?.rawValue ?? "none")",
                at: place + ".datatype",
                fix: "make it \(wanted.rawValue)"
            )
        }
        return datatype
    }
}

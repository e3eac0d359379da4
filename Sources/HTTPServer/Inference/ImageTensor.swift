import Domain
import Prediction

/// A tensor of images: numbers in one of the usual shapes, or encoded files as `BYTES`.
struct ImageTensor {
    let tensor: InferenceRequest.Input
    let datatype: InferenceDatatype
    let input: ImageInput
    let rows: Int
    /// For messages: `inputs[0]`.
    let place: String
    let request: InferenceRequest
    let body: UnsafeRawBufferPointer

    /// - Parameters:
    ///   - inputs: The first row's image.
    ///   - stride: From one row's image to the next one's.
    func fill(_ inputs: UnsafeMutablePointer<Double>, stride: Int, _ workspace: RowWorkspace) throws(Refusal) {
        if datatype == .bytes {
            try fillFiles(inputs, stride, workspace)
        } else {
            try fillNumbers(inputs, stride, workspace)
        }
    }

    private func elements(_ count: Int, _ workspace: RowWorkspace) -> TensorElements {
        TensorElements(
            tensor: tensor,
            datatype: datatype,
            count: count,
            place: place,
            request: request,
            body: body,
            unescaped: workspace.unescaped
        )
    }

    private func fillFiles(_ inputs: UnsafeMutablePointer<Double>, _ stride: Int, _ workspace: RowWorkspace) throws(Refusal) {
        guard tensor.shape == [rows] || tensor.shape == [rows, 1] else { throw wrongShape("[rows]") }
        try elements(rows, workspace).eachBlob { row, text throws(Refusal) in
            try input.decode(text: text, into: inputs + row * stride, workspace, at: "\(place).data[\(row)]")
        } binary: { row, file throws(Refusal) in
            let bytes = UnsafeRawBufferPointer(start: file.base, count: file.count)
            try input.decode(file: bytes, into: inputs + row * stride, workspace, at: "\(place).data[\(row)]")
        }
    }

    private func fillNumbers(_ inputs: UnsafeMutablePointer<Double>, _ stride: Int, _ workspace: RowWorkspace) throws(Refusal) {
        let shape = input.shape
        let isPlanar = try isPlanar()
        let plane = shape.height * shape.width
        var fault: (number: Int, value: Double)?
        try elements(rows * shape.count, workspace).each(
            { number, value in
                let row = number / shape.count
                let index = number % shape.count
                if fault == nil, !ImageInput.isPixel(value) { fault = (number, value) }
                inputs[row * stride + (isPlanar ? index % plane * shape.channels + index / plane : index)] = value
            },
            stray: { _, _ in }
        )
        if let fault {
            throw input.notPixel(
                Decimals.shortest(fault.value),
                fault.number % shape.count,
                "\(place).data, row \(fault.number / shape.count)"
            )
        }
    }

    /// Whether channels lie one after another; where the shape can be read both ways they do not.
    private func isPlanar() throws(Refusal) -> Bool {
        let shape = input.shape
        let given = tensor.shape.map { Array($0.dropFirst()) } ?? []
        if given == [shape.height, shape.width, shape.channels] || given == [shape.count] { return false }
        if shape.channels == 1, given == [shape.height, shape.width] { return false }
        if given == [shape.channels, shape.height, shape.width] { return shape.channels > 1 }
        throw wrongShape(
            "[rows, \(shape.height), \(shape.width), \(shape.channels)], [rows, \(shape.channels), \(shape.height), \(shape.width)] or "
                + "[rows, \(shape.count)]; or send PNG or JPEG files of any size as BYTES [rows]"
        )
    }

    private func wrongShape(_ right: String) -> Refusal {
        Refusal(
            .invalid,
            what: "the input '\(tensor.name)' has \(InferenceRequest.words(tensor.shape))",
            at: place + ".shape",
            fix: "make it \(right)"
        )
    }
}

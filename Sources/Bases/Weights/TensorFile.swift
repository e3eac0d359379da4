import Domain

/// A safetensors file whose header was checked: its tensors are read one at a time, and in pieces.
struct TensorFile {
    let file: SourceFile
    let header: TensorHeader
    /// Bytes before the first tensor's.
    private let start: Int

    /// - Throws: `Refusal` where the header is not of the form, or does not fit the file.
    init(_ file: SourceFile) throws(Refusal) {
        self.file = file
        guard file.byteCount >= 8 else {
            throw TensorHeader.fault("a file of \(file.byteCount) bytes ends before its header", file.path)
        }
        let length = try file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(TensorHeader.mostBytes), length <= UInt64(file.byteCount - 8) else {
            throw TensorHeader.fault(
                "a header of \(length) bytes in a file of \(file.byteCount); at most \(TensorHeader.mostBytes) are read",
                file.path
            )
        }
        start = 8 + Int(length)
        header = try TensorHeader(try file.bytes(8..<start), dataBytes: file.byteCount - start, name: file.path)
    }

    /// Rows of a tensor as 32-bit floats; a row is all that has the same first index.
    ///
    /// - Precondition: The tensor is there, and has these rows.
    /// - Throws: `Refusal` where its elements are no floats of 16 or 32 bits, or one is not finite.
    func floats(_ tensor: String, rows: Range<Int>) throws(Refusal) -> [Float] {
        guard let entry = header.entries[tensor], let length = entry.shape.first, rows.upperBound <= length else {
            preconditionFailure("rows \(rows) of tensor '\(tensor)'")
        }
        let element = entry.element
        guard element.isRead else {
            throw Refusal(
                .invalid,
                what: "tensor '\(tensor)' has elements of type \(element.rawValue)",
                at: file.path,
                fix: "save the model in F32, F16 or BF16; weights in 8 bits or fewer are not read"
            )
        }
        let width = entry.shape.dropFirst().reduce(1, *)
        let bytes = (rows.lowerBound * width * element.byteCount)..<(rows.upperBound * width * element.byteCount)
        let floats = try converted(element, start + entry.range.lowerBound + bytes.lowerBound, bytes.count)
        guard floats.allSatisfy(\.isFinite) else {
            throw Refusal(
                .invalid,
                what: "tensor '\(tensor)' holds a number that is not finite",
                at: file.path,
                fix: "fetch the file again; a model with such a weight answers nothing"
            )
        }
        return floats
    }

    private func converted(_ element: TensorElement, _ offset: Int, _ byteCount: Int) throws(Refusal) -> [Float] {
        var refusal: Refusal?
        let floats = [Float](unsafeUninitializedCapacity: byteCount / element.byteCount) { floats, filled in
            filled = floats.count
            guard byteCount > 0 else { return }
            let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: min(byteCount, SourceFile.pieceBytes), alignment: 64)
            defer { piece.deallocate() }
            do throws(Refusal) {
                for begin in stride(from: 0, to: byteCount, by: piece.count) {
                    let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, byteCount - begin)])
                    try file.read(at: offset + begin, into: part)
                    element.floats(UnsafeRawBufferPointer(part), into: floats.baseAddress! + begin / element.byteCount)
                }
            } catch {
                (refusal, filled) = (error, 0)
            }
        }
        if let refusal { throw refusal }
        return floats
    }
}

import Files
import Tensors

/// A sealed safetensors file, read piece by piece: of what it holds nothing is in memory but where it goes.
struct SealedTensors {
    private let path: String
    private let layout: Safetensors.Layout

    /// Reads the whole file once.
    ///
    /// - Returns: Nil where it is not what was written, or not of the form.
    init?(_ path: String) {
        var (head, layout) = ([UInt8](), Safetensors.Layout?.none)
        do {
            let reader = try SealedFile.Reader(path)
            while let piece = try reader.next() {
                guard layout == nil else { continue }
                head += piece
                layout = try Safetensors.layout(head, byteCount: reader.byteCount)
            }
        } catch {
            return nil
        }
        guard let layout else { return nil }
        (self.path, self.layout) = (path, layout)
    }

    /// How many floats a tensor has; nil where there is none of the name.
    func count(_ name: String) -> Int? { layout.tensors.first { $0.name == name }.map { $0.bytes.count / 4 } }

    /// Fills a buffer for each tensor that one is given for.
    ///
    /// - Parameter buffer: By the tensor's name; as long as the tensor.
    /// - Throws: `DamagedFile` where the file is no longer what it was when this was made; the buffers hold anything then.
    func read(into buffer: (String) -> FloatBuffer?) throws {
        let wanted = layout.tensors.compactMap { tensor in buffer(tensor.name).map { (bytes: tensor.bytes, buffer: $0) } }
        let reader = try SealedFile.Reader(path)
        var start = -layout.start
        while let piece = try reader.next() {
            let held = start..<start + piece.count
            piece.withUnsafeBytes { bytes in
                for (place, buffer) in wanted {
                    let part = place.clamped(to: held)
                    guard !part.isEmpty else { continue }
                    let to = UnsafeMutableRawPointer(buffer.start) + (part.lowerBound - place.lowerBound)
                    to.copyMemory(from: bytes.baseAddress! + (part.lowerBound - start), byteCount: part.count)
                }
            }
            start = held.upperBound
        }
    }
}

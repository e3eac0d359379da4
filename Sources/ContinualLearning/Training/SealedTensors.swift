import Files
import Tensors

/// A sealed safetensors file, read piece by piece: of what it holds nothing is in memory but where it goes.
struct SealedTensors {
    private let path: String
    private let layout: Safetensors.Layout

    /// Reads the whole file once.
    ///
    /// - Parameter buffer: Filled where it is as long as the tensor of that name.
    /// - Returns: Nil where the file is not what was written, or not of the form; the buffers hold anything then.
    init?(_ path: String, into buffer: (String) -> FloatBuffer?) {
        guard let layout = try? Self.read(path, into: buffer) else { return nil }
        (self.path, self.layout) = (path, layout)
    }

    /// How many floats a tensor has; nil where there is none of the name.
    func count(_ name: String) -> Int? { layout.tensors.first { $0.name == name }.map { $0.bytes.count / 4 } }

    /// - Parameter buffer: Filled where it is as long as the tensor of that name.
    /// - Throws: Where the file is no longer what it was when this was made; the buffers hold anything then.
    func read(into buffer: (String) -> FloatBuffer?) throws { _ = try Self.read(path, into: buffer) }

    private static func read(_ path: String, into buffer: (String) -> FloatBuffer?) throws -> Safetensors.Layout {
        let reader = try SealedFile.Reader(path)
        var layout: Safetensors.Layout?
        var wanted: [(place: Range<Int>, buffer: FloatBuffer)] = []
        // What is not looked at yet: a piece, or the first ones until the header is whole; and where it begins.
        var (pending, start) = ([UInt8](), 0)
        while let piece = try reader.next() {
            pending = pending.isEmpty ? piece : pending + piece
            if layout == nil {
                guard let found = try Safetensors.layout(pending, byteCount: reader.byteCount) else { continue }
                wanted = found.tensors.compactMap { tensor in
                    buffer(tensor.name).flatMap { $0.count * 4 == tensor.bytes.count ? (tensor.bytes, $0) : nil }
                }
                (layout, start) = (found, -found.start)
            }
            let held = start..<start + pending.count
            pending.withUnsafeBytes { bytes in
                for (place, buffer) in wanted {
                    let part = place.clamped(to: held)
                    guard !part.isEmpty else { continue }
                    let to = UnsafeMutableRawPointer(buffer.start) + (part.lowerBound - place.lowerBound)
                    to.copyMemory(from: bytes.baseAddress! + (part.lowerBound - start), byteCount: part.count)
                }
            }
            (pending, start) = ([], held.upperBound)
        }
        // Of all bytes there is a layout, or a fault.
        return try layout ?? Safetensors.layout(pending, byteCount: reader.byteCount)!
    }
}

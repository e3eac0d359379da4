import Archives
import Domain

/// A file to read examples from: its bytes from the beginning, as often as asked.
struct InputFile {
    let descriptor: Int32
    let name: String
    let compression: Compression
    let limits: ReadLimits
    /// Bytes asked for at a time.
    let blockBytes: Int

    /// - Throws: `Refusal` if the file is empty, too large, or not what its name says.
    func openText() throws(Refusal) -> InputText { try InputText(try openContent(), file: self) }

    /// The bytes of a text whose beginning was looked at.
    ///
    /// - Parameter passed: Bytes at the beginning that are passed over.
    func window(_ source: HeadSource, passing passed: Int) -> ByteWindow {
        source.skip(passed)
        return window(source, passed: passed)
    }

    /// - Parameter passed: Bytes before the source's first.
    func window(_ source: any ByteSource, passed: Int = 0) -> ByteWindow {
        ByteWindow(source, name: name, limits: limits, blockBytes: blockBytes, passed: passed)
    }

    /// The content's bytes, decompressed.
    ///
    /// - Throws: `Refusal` if the file is empty, too large, or not compressed as its name says.
    func openContent() throws(Refusal) -> any ByteSource {
        let plain = try DescriptorSource(descriptor, name: name, limit: limits.fileBytes)
        let first = try plain.peek(4)
        guard !first.isEmpty else { throw empty }
        try compression.check(Compression(magic: first), name: name)
        return switch compression {
        case .none: plain
        case .gzip: try GzipSource(plain, name: name)
        case .zstd: try ZstdSource(plain, name: name)
        }
    }

    var empty: Refusal {
        Refusal(.invalid, what: "the file is empty", at: name, fix: "drop a file with a line of column names and rows under it")
    }

    /// Bytes of the file as it lies on disk.
    func byteCount() throws(Refusal) -> Int {
        try DescriptorSource(descriptor, name: name, limit: limits.fileBytes).size
    }
}

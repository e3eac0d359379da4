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
    func open() throws(Refusal) -> ByteWindow {
        let window = ByteWindow(try openContent(), name: name, limits: limits, blockBytes: blockBytes)
        try window.readMore(line: 1)
        if window.isWhole { throw empty }
        while window.end < 4 && !window.isWhole { try window.readMore(line: 1) }
        try checkText(window)
        return window
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

    /// Passes over a byte order mark; refuses what is certainly no text in UTF-8.
    private func checkText(_ window: ByteWindow) throws(Refusal) {
        let first = Array(UnsafeBufferPointer(start: window.base, count: min(4, window.end)))
        if first.starts(with: [0xEF, 0xBB, 0xBF]) {
            window.start = 3
        } else if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) {
            throw Refusal(.invalid, what: "the file is in UTF-16", at: name, fix: "save it as UTF-8")
        } else if first.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw Refusal(.invalid, what: "the file is a zip archive or a spreadsheet", at: name, fix: "save it as CSV")
        }
    }
}

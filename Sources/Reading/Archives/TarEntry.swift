import Domain

/// What a tar says of one of its files.
struct TarEntry {
    enum Kind {
        case file
        case folder
        case hardLink
        case symbolicLink
        /// A device, a FIFO, a sparse file, or something that only another program knows.
        case other
    }

    /// As it stands there: slashes between folders, not necessarily UTF-8.
    var path: [UInt8]
    var kind: Kind
    /// Bytes of content.
    var size: Int
    /// From 1: which of the archive's entries it is.
    var number: Int

    /// The path for people: one line, at most 200 bytes.
    var shownPath: String {
        let text = String(decoding: path.prefix(200), as: UTF8.self)
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.steers ? "?" : $0 }))
        return path.count > 200 ? line + "…" : line
    }
}

import Archives
import Domain

/// A file's text in UTF-8 with lines that end in line feeds, whatever it was written in, and its beginning to look at.
struct InputText {
    let source: HeadSource
    /// What is to be said of how it was written.
    let warnings: [String]
    /// Bytes of the byte order mark; more than one where files were put together.
    let markBytes: Int

    /// What kind of table it is, is told from so many bytes.
    static let headBytes = 256 << 10
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Throws: `Refusal` if the content is empty or certainly no text.
    init(_ content: any ByteSource, file: InputFile) throws(Refusal) {
        var source = HeadSource(content)
        var warnings: [String] = []
        let first = try source.look(TextEncoding.headBytes)
        guard !first.isEmpty else { throw file.empty }
        if let foreign = ForeignFile(head: Array(first)) { throw foreign.refusal(of: file.name) }
        let encoding = TextEncoding(first)
        if encoding == .utf8, Self.isNoText(first) {
            throw Refusal(
                .invalid,
                what: "the file is not text (it starts with binary data)",
                at: file.name,
                fix: "export it as CSV, TSV or JSON and drop that"
            )
        }
        if encoding != .utf8 {
            source = HeadSource(TranscodingSource(source, from: encoding, name: file.name))
            warnings.append("the file is in \(encoding.name); it was read as UTF-8")
        }
        if CarriageReturnSource.explains(try source.look(Self.headBytes)) { source = HeadSource(CarriageReturnSource(source)) }
        var marks = try source.look(Self.headBytes)
        while marks.starts(with: Self.mark) { marks = marks.dropFirst(Self.mark.count) }
        self.source = source
        self.warnings = warnings
        markBytes = marks.startIndex
    }

    /// Bytes of a program, an image, a database: many control characters, and no UTF-8. A text in another encoding has none of the first.
    private static func isNoText(_ head: ArraySlice<UInt8>) -> Bool {
        let controls = head.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) || $0 == 0x7F }
        guard head.count >= 256, 50 * controls > head.count else { return false }
        return controls * 5 > head.count || String(validating: head.dropLast(3), as: UTF8.self) == nil
    }

    /// The beginning after the byte order mark: at most so many bytes of it.
    func head(_ count: Int = headBytes) throws(Refusal) -> ArraySlice<UInt8> {
        try source.look(markBytes + count).dropFirst(markBytes)
    }
}

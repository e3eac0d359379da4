import Domain

/// Opens a file of rows, as often as asked, by its name or by its beginning.
struct RowOpening {
    private let format: any RecordFormat
    private let passed: PassedColumns
    private let file: InputFile

    /// No bound but the disk's: the file is its reader's own, and its rows are read one after another.
    private static let limits = ReadLimits(fileBytes: 1 << 40, expandedBytes: 1 << 40)

    init(_ descriptor: Int32, name: String, format: RowFile.Format?, passed: PassedColumns) throws(Refusal) {
        self.passed = passed
        if let format {
            self.format = Self.format(format)
            file = try Self.file(descriptor, name)
            return
        }
        let kind = try FileKind(name: name)
        guard let format = kind.format as? any RecordFormat else {
            throw Refusal(
                .invalid,
                what: "the file holds images, not rows",
                at: name,
                fix: "give image files: learnctl predict MODEL --image FILE…"
            )
        }
        self.format = format
        file = Self.file(descriptor, name, kind.compression)
    }

    /// The records from the beginning.
    func source() throws(Refusal) -> any RecordSource { try format.records(of: file, passed) }

    private static func format(_ format: RowFile.Format) -> any RecordFormat {
        switch format {
        case .csv: CSVFormat(ending: ".csv")
        case .tsv: CSVFormat(ending: ".tsv")
        // A document too: which of the two it is, is told from its beginning.
        case .jsonl: JSONFormat(ending: ".json")
        }
    }

    /// By the first bytes: no name says how it is compressed.
    private static func file(_ descriptor: Int32, _ name: String) throws(Refusal) -> InputFile {
        let first = try DescriptorSource(descriptor, name: name, limit: limits.fileBytes).peek(4)
        return file(descriptor, name, Compression(magic: first))
    }

    private static func file(_ descriptor: Int32, _ name: String, _ compression: Compression) -> InputFile {
        InputFile(descriptor: descriptor, name: name, compression: compression, limits: limits, blockBytes: 256 << 10)
    }

    static func format(of descriptor: Int32, name: String) throws(Refusal) -> RowFile.Format {
        let head = try file(descriptor, name).openText().head(4096)
        let beginning = head.filter { !" \t\r\n".utf8.contains($0) }.prefix(2)
        return ["{\"", "{}", "[{", "[[", "[\"", "[]"].contains { beginning.elementsEqual($0.utf8) } ? .jsonl : .csv
    }
}

extension RecordFormat {
    /// All that the file has, whatever the columns.
    fileprivate func records(of file: InputFile, _ passed: PassedColumns) throws(Refusal) -> any RecordSource {
        try open(file, schema: nil, passed: passed)
    }
}

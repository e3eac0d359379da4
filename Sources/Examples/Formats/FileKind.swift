import Domain

/// What a file's name says about its content.
struct FileKind {
    let format: any ExampleFormat
    let compression: Compression

    /// Every format that can be read. Another one is another type here.
    static let formats: [any ExampleFormat.Type] = [CSVFormat.self, JSONLinesFormat.self]

    /// - Throws: `Refusal` naming the known endings.
    init(name: String) throws(Refusal) {
        var rest = name.lowercased()
        let compression = Compression.allCases.first { $0 != .none && rest.hasSuffix($0.ending) } ?? .none
        rest.removeLast(compression.ending.count)
        for type in Self.formats {
            if let ending = type.endings.first(where: rest.hasSuffix) {
                self.format = type.init(ending: ending)
                self.compression = compression
                return
            }
        }
        throw Refusal(
            .invalid, what: "the name's ending is not known", at: name,
            fix: "let it end in one of \(Self.formats.flatMap { $0.endings }.joined(separator: " ")), each plain or with .gz or .zst")
    }
}

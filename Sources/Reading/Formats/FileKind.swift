import Domain

/// What a file's name says about its content.
struct FileKind {
    let format: any ExampleFormat
    let compression: Compression

    /// Every format that can be read. Another one is another type here.
    static let formats: [any ExampleFormat.Type] = [CSVFormat.self, JSONFormat.self, TarFormat.self, NPZFormat.self]
    /// Endings that stand for two.
    private static let short = [".tgz": ".tar.gz"]

    /// Every ending that a name may have.
    static var endings: [String] {
        formats.flatMap { format in
            format.endings.flatMap { ending in
                (format.isPacked ? [.none] : Compression.allCases).map { ending + $0.ending }
            }
        } + short.keys.sorted()
    }

    /// - Throws: `Refusal` naming the known endings.
    init(name: String) throws(Refusal) {
        var rest = name.lowercased()
        for (ending, long) in Self.short where rest.hasSuffix(ending) { rest = rest.dropLast(ending.count) + long }
        let compression = Compression.allCases.first { $0 != .none && rest.hasSuffix($0.ending) } ?? .none
        rest.removeLast(compression.ending.count)
        for type in Self.formats {
            if let ending = type.endings.first(where: rest.hasSuffix) {
                guard !type.isPacked || compression == .none else {
                    throw Refusal(
                        .invalid,
                        what: "an \(ending) file is compressed in itself, the name says that it is once more",
                        at: name,
                        fix: "drop it without '\(compression.ending)'"
                    )
                }
                self.format = type.init(ending: ending)
                self.compression = compression
                return
            }
        }
        if rest.hasSuffix("-ubyte") || rest.hasSuffix(".idx3") || rest.hasSuffix(".idx1") {
            throw Refusal(
                .invalid,
                what: "an IDX file alone is not enough: images and labels belong together",
                at: name,
                fix: "drop both files, the one with -images-idx3-ubyte and the one with -labels-idx1-ubyte in its name"
            )
        }
        if let foreign = ForeignFile(name: name.lowercased()) { throw foreign.refusal(of: name) }
        throw Refusal(
            .invalid,
            what: "unknown file extension",
            at: name,
            fix:
                "rename it to end in one of \(Self.formats.flatMap { $0.endings }.joined(separator: " ")); all but .npz may also be compressed (.gz, .zst)"
        )
    }
}

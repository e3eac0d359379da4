/// One of the two files of an IDX pair, told by its name: `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz` belong together,
/// as do `train-images.idx3-ubyte` and `train-labels.idx1-ubyte`.
package struct IDXHalf: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case images
        case labels

        /// In a sentence.
        package var words: String { self == .images ? "images" : "labels" }
    }

    package let content: Content
    /// What both halves' names begin with: `train-`.
    package let stem: String
    /// The name that the other half of this one usually has.
    package let partnerName: String

    private static let compressions = [".gz", ".zst"]
    private static let endings: [(text: String, content: Content, partner: String)] = [
        ("images-idx3-ubyte", .images, "labels-idx1-ubyte"), ("images.idx3-ubyte", .images, "labels.idx1-ubyte"),
        ("images-idx4-ubyte", .images, "labels-idx1-ubyte"), ("images.idx4-ubyte", .images, "labels.idx1-ubyte"),
        ("labels-idx1-ubyte", .labels, "images-idx3-ubyte"), ("labels.idx1-ubyte", .labels, "images.idx3-ubyte"),
    ]

    /// Nil if the name is none of a pair's.
    package init?(name: [UInt8]) {
        // Asked of every file in the inbox at every look.
        guard name.count > 15, name.suffix(9).contains(UInt8(ascii: "u")) || name.suffix(9).contains(UInt8(ascii: "U")) else { return nil }
        let lower = String(decoding: name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        guard lower.utf8.count == name.count else { return nil }
        let compression = Self.compressions.first(where: lower.hasSuffix) ?? ""
        let rest = lower.dropLast(compression.count)
        guard let ending = Self.endings.first(where: { rest.hasSuffix($0.text) }) else { return nil }
        content = ending.content
        stem = String(decoding: name.prefix(rest.utf8.count - ending.text.utf8.count), as: UTF8.self)
        partnerName = stem + ending.partner + compression
    }

    /// Whether the two make a pair.
    package func belongs(to other: IDXHalf) -> Bool { content != other.content && stem.lowercased() == other.stem.lowercased() }

    /// The name of the two together: `train-idx`.
    package var pairName: String {
        let base = stem.last.map { "-_.".contains($0) } == true ? String(stem.dropLast()) : stem
        return base.isEmpty || base.hasPrefix(".") ? "idx" : base + "-idx"
    }
}

import Domain

/// How a file's bytes are packed, told by its name and borne out by its first bytes.
enum Compression: String, CaseIterable {
    case none
    case gzip
    case zstd

    /// The ending in a name; empty for plain files.
    var ending: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        case .zstd: ".zst"
        }
    }

    /// What the first bytes say.
    init(magic bytes: [UInt8]) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.beginsSkippableFrame(bytes) {
            self = .zstd
        } else {
            self = .none
        }
    }

    /// RFC 8878, 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian.
    private static func beginsSkippableFrame(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    }

    /// Refuses a file whose first bytes do not bear out its name.
    func check(_ found: Compression, name: String) throws(Refusal) {
        guard found != self else { return }
        switch (self, found) {
        case (.none, _):
            throw Refusal(
                .invalid,
                what: "the file is compressed (\(found.rawValue)), its name does not say so",
                at: name,
                fix: "name it '\(name)\(found.ending)'"
            )
        case (_, .none):
            throw Refusal(
                .invalid,
                what: "the name ends in '\(ending)', the file is not compressed that way",
                at: name,
                fix: "compress it, or drop '\(ending)' from its name"
            )
        default:
            throw Refusal(
                .invalid,
                what: "the name ends in '\(ending)', the file is compressed with \(found.rawValue)",
                at: name,
                fix: "let its name end in '\(found.ending)'"
            )
        }
    }
}

/// What the name of an IDX file says: `train-images-idx3-ubyte.gz`, `train-labels.idx1-ubyte`.
struct IDXName {
    enum Content {
        case images
        case labels
    }

    let content: Content
    let compression: Compression

    /// Nil if the name is none of an IDX file.
    init?(path: [UInt8]) {
        let path = String(decoding: path, as: UTF8.self).lowercased()
        var name = path.split(separator: "/").last.map(String.init) ?? ""
        compression = Compression.allCases.first { $0 != .none && name.hasSuffix($0.ending) } ?? .none
        name.removeLast(compression.ending.count)
        if name.hasSuffix("idx3-ubyte") || name.hasSuffix("idx4-ubyte") {
            content = .images
        } else if name.hasSuffix("idx1-ubyte") {
            content = .labels
        } else {
            return nil
        }
    }
}

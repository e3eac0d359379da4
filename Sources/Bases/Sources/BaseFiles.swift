import Domain

/// Where a base comes from: some files below a folder or in an archive, by their paths with `/`.
protocol BaseFiles {
    /// What the base is called unless somebody says otherwise.
    var name: String { get }
    /// For messages.
    var place: String { get }

    /// Whether there is such a file.
    func has(_ path: String) -> Bool

    /// A file whole.
    ///
    /// - Throws: `Refusal` where it is missing, or has more than `most` bytes.
    func bytes(_ path: String, atMost most: Int) throws(Refusal) -> [UInt8]

    /// A large file, to be read in pieces.
    ///
    /// - Parameter folder: For a file that has to be unpacked first.
    func open(_ path: String, unpackingInto folder: String) throws(Refusal) -> SourceFile
}

/// A folder as Hugging Face's libraries write it.
struct FolderFiles: BaseFiles {
    let place: String

    /// - Parameter path: With or without a slash at its end.
    init(_ path: String) {
        place = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    var name: String { place.split(separator: "/").last.map(String.init) ?? "base" }

    func has(_ path: String) -> Bool { (try? SourceFile("\(place)/\(path)")) != nil }

    func bytes(_ path: String, atMost most: Int) throws(Refusal) -> [UInt8] {
        try SourceFile("\(place)/\(path)").whole(atMost: most)
    }

    func open(_ path: String, unpackingInto folder: String) throws(Refusal) -> SourceFile { try SourceFile("\(place)/\(path)") }
}

import Domain
import Rows

/// Where the images of an archive lie, until it is known which of their folders is the label.
struct ImagePlaces {
    /// Whole paths of folders, `train/cats`, and their parts.
    private var interner = TextInterner()
    private var folders: [[String]] = []
    /// Each image's folder.
    private var places: [Int32] = []
    /// Each image's entry in the archive, for what is skipped in the end.
    private var entries: [(number: Int, path: [UInt8])] = []

    /// Whether the folders have names in UTF-8.
    func isText(_ folders: [ArraySlice<UInt8>]) -> Bool {
        folders.allSatisfy { String(validating: $0, as: UTF8.self) != nil }
    }

    /// - Precondition: `isText(folders)`.
    mutating func append(_ folders: [ArraySlice<UInt8>], entry: TarEntry) {
        let path = Array(folders.joined(separator: [UInt8(ascii: "/")]))
        guard let number = path.withUnsafeBufferPointer({ interner.number(of: $0) }) else {
            preconditionFailure("folders' names were UTF-8 and are no more")
        }
        if number == self.folders.count { self.folders.append(interner.names[Int(number)].split(separator: "/").map(String.init)) }
        places.append(number)
        entries.append((entry.number, entry.path))
    }

    struct Labeled {
        /// The images that have a label, by place.
        var kept: [Int]
        var labels: ExampleTable.Labels
        var warnings: [String] = []
    }

    /// The outermost folder is the label, below those that all images share: they only hold the ones that are.
    ///
    /// - Throws: Where the labels would be the parts of a data set.
    consuming func labels(_ refused: inout RefusedRows, name: String) throws(Refusal) -> Labeled {
        let shared = sharedDepth
        // All images in one folder: then that is the label.
        let depth = folders.allSatisfy { $0.count == shared } ? max(0, shared - 1) : shared
        try refuseParts(at: depth, name)
        let kept = places.indices.filter { folders[Int(places[$0])].count > depth }
        if kept.count < places.count {
            for (place, folder) in places.enumerated() where folders[Int(folder)].count <= depth {
                refused.append(
                    line: entries[place].number,
                    reason: "it is next to the label folders, not in one of them",
                    excerpt: TarEntry(path: entries[place].path, kind: .file, size: 0, number: entries[place].number).shownPath
                )
            }
            refused.sort()
        }
        var names = TextInterner()
        let ofFolder = folders.map { $0.count > depth ? names.number(of: $0[depth]) : -1 }
        let order = CanonicalOrder(kept.map { ofFolder[Int(places[$0])] }, names.names)
        return Labeled(kept: kept, labels: .classes(order.indices, names: order.names), warnings: warnings(depth))
    }

    /// How many of the outermost folders all images share.
    private var sharedDepth: Int {
        guard var shared = folders.first?[...] else { return 0 }
        for folder in folders { shared = shared.prefix(zip(shared, folder).prefix { $0 == $1 }.count) }
        return shared.count
    }

    /// What a person may have meant otherwise.
    private func warnings(_ depth: Int) -> [String] {
        var warnings: [String] = []
        if depth > 0, let first = folders.first {
            warnings.append("all images are in '\(first[..<depth].joined(separator: "/"))': the folders in it are the labels")
        }
        let deeper = places.count { folders[Int($0)].count > depth + 1 }
        if deeper > 0, let example = folders.first(where: { $0.count > depth + 1 }) {
            warnings.append(
                "\(deeper) images are deeper than their label's folder: those in '\(example.joined(separator: "/"))' are learned as '\(example[depth])'"
            )
        }
        return warnings
    }

    private static let parts: Set<String> = ["train", "training", "test", "testing", "val", "valid", "validation"]

    private func refuseParts(at depth: Int, _ name: String) throws(Refusal) {
        let labels = Set(folders.filter { $0.count > depth }.map { $0[depth] })
        guard !labels.isEmpty, labels.allSatisfy({ Self.parts.contains($0.lowercased()) }) else { return }
        let part = labels.sorted().first { $0.lowercased().hasPrefix("train") } ?? labels.sorted()[0]
        let shown = labels.sorted().map { "'\($0)'" }.joined(separator: ", ")
        throw Refusal(
            .invalid,
            what: "the images' labels would be \(shown), which are parts of a data set",
            at: name,
            fix: "drop the folder of one part, such as \(part)/, in which each label has a folder"
        )
    }
}

/// Where the images of an archive lie, until it is known which of their folders is the label.
struct ImagePlaces {
    private var names = TextInterner()
    /// The outermost folder of each image, and the next one, −1 where there is none.
    private var outer: [Int32] = []
    private var inner: [Int32] = []
    /// Each image's entry in the archive, for what is set aside in the end.
    private var entries: [(number: Int, path: [UInt8])] = []

    /// Whether the folders that may be the label have names in UTF-8.
    func isText(_ folders: [ArraySlice<UInt8>]) -> Bool {
        folders.prefix(2).allSatisfy { String(validating: $0, as: UTF8.self) != nil }
    }

    /// - Precondition: `isText(folders)`.
    mutating func append(_ folders: [ArraySlice<UInt8>], entry: TarEntry) {
        let numbers = folders.prefix(2).map { folder in
            guard let number = folder.withUnsafeBufferPointer({ names.number(of: $0) }) else {
                preconditionFailure("a folder's name was UTF-8 and is no more")
            }
            return number
        }
        outer.append(numbers[0])
        inner.append(numbers.count > 1 ? numbers[1] : -1)
        entries.append((entry.number, numbers.count > 1 ? [] : entry.path))
    }

    /// The images that have a label, by place, and the labels.
    ///
    /// The outermost folder is the label, unless all images share it and some lie deeper: then it only holds the folders that are.
    consuming func labels(_ refused: inout RefusedRows) -> (kept: [Int], labels: ExampleTable.Labels) {
        let isCommon = outer.allSatisfy { $0 == outer[0] } && inner.contains { $0 >= 0 }
        let label = isCommon ? inner : outer
        let kept = label.indices.filter { label[$0] >= 0 }
        if kept.count < label.count {
            for place in label.indices where label[place] < 0 {
                refused.append(
                    line: entries[place].number, reason: "it lies beside the folders that are labels",
                    excerpt: TarEntry(path: entries[place].path, kind: .file, size: 0, number: entries[place].number).shownPath)
            }
            refused.sort()
        }
        let order = CanonicalOrder(kept.map { label[$0] }, names.names)
        return (kept, .classes(order.indices, names: order.names))
    }
}

import Archives
import Domain

/// Reads a tar of two IDX files, images and their labels.
struct IDXPairReading {
    let archive: TarArchive
    let file: InputFile
    let request: ReadRequest
    let count: BoundedSource.Count

    /// - Parameter first: The archive's first file, on which it stands.
    func read(_ first: TarEntry) throws(Refusal) -> ReadResult {
        let target = try ImageTarget(request, name: file.name)
        var images: IDXArray?
        var labels: IDXArray?
        var entry: TarEntry? = first
        while let present = entry {
            let name = "\(file.name): \(present.shownPath)"
            if present.kind != .folder {
                switch present.kind == .file ? IDXName(path: present.path) : nil {
                case .some(let idx) where idx.content == .images && images == nil:
                    images = try IDXArray(content(idx, name), dimensions: 3...4, bound: count, name: name)
                case .some(let idx) where idx.content == .labels && labels == nil:
                    labels = try IDXArray(content(idx, name), dimensions: 1...1, bound: count, name: name)
                default:
                    throw Refusal(
                        .invalid,
                        what: "a file beside the pair of IDX files",
                        at: name,
                        fix: "pack one file of images and its labels, and nothing else"
                    )
                }
            }
            entry = try archive.next()
        }
        guard let images, let labels else {
            throw Refusal(
                .invalid,
                what: "the archive has IDX \(images == nil ? "labels without their images" : "images without their labels")",
                at: file.name,
                fix: "pack both files, or drop both"
            )
        }
        return try result(images, labels, target)
    }

    private func content(_ idx: IDXName, _ name: String) throws(Refusal) -> any ByteSource {
        switch idx.compression {
        case .none: archive
        case .gzip: BoundedSource(try GzipSource(archive, name: name), count)
        case .zstd: BoundedSource(try ZstdSource(archive, name: name), count)
        }
    }

    private func result(_ images: IDXArray, _ labels: IDXArray, _ target: ImageTarget) throws(Refusal) -> ReadResult {
        let sizes = images.dimensions
        let channels = sizes.count == 4 ? sizes[3] : 1
        guard channels == 1 || channels == 3 else {
            throw Refusal(
                .invalid,
                what: "the images have \(channels) channels",
                at: file.name,
                fix: "write 1 (gray) or 3 (red, green, blue)"
            )
        }
        guard sizes[0] == labels.dimensions[0] else {
            throw Refusal(
                .invalid,
                what: "there are \(sizes[0]) images and \(labels.dimensions[0]) labels",
                at: file.name,
                fix: "drop the two files that belong together"
            )
        }
        guard sizes[0] > 0 else {
            throw Refusal(.invalid, what: "the files hold no image", at: file.name, fix: "drop a pair with at least one")
        }
        guard sizes[0] <= file.limits.rows else {
            throw Refusal(
                .tooLarge,
                what: "the file has more than \(file.limits.rows) rows",
                at: file.name,
                fix: "split it, or raise the limit (inbox.rows)"
            )
        }
        try ImageBlock.check(height: sizes[1], width: sizes[2], limits: file.limits, name: file.name)
        let block = ImageBlock(height: sizes[1], width: sizes[2], channels: channels, pixels: images.values)
        return ReadResult(
            table: try block.table(target, labels: ImageLabels.numbered(labels.values), limits: file.limits, name: file.name),
            refused: [],
            refusedCount: 0,
            remarks: [],
            fileBytes: try file.byteCount(),
            expandedBytes: count.bytes
        )
    }
}

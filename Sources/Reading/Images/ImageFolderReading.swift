import Domain
import Images
import Rows

/// Reads a tar of images: a file's folder is its label, below a common top folder where all share one.
///
/// Files that are no image or cannot be decoded are skipped by name. One pass over the archive; a file at a time in memory.
struct ImageFolderReading {
    let file: InputFile
    let request: ReadRequest
    var target: ImageTarget

    /// Bytes that one image file may have.
    private static let mostFileBytes = 64 << 20

    /// - Returns: Nil if the images are not of one size and no size was given: to be read once more for the fallback.
    func read() throws(Refusal) -> ReadResult? {
        let count = BoundedSource.Count(limit: file.limits.expandedBytes, name: file.name)
        let archive = TarArchive(BoundedSource(try file.openContent(), count), name: file.name)
        var found = Found(images: ImageCollector(target, limits: file.limits, name: file.name))
        let mostPixels = file.limits.pixels(inFileOf: try file.byteCount())
        found.pixelsLeft = mostPixels
        var isFirst = true
        while let entry = try archive.next() {
            guard entry.kind != .folder else { continue }
            let path = ImagePath(entry.path)
            if case .hidden = path {
                found.hidden += 1
                continue
            }
            if isFirst, IDXName(path: entry.path) != nil {
                return try IDXPairReading(archive: archive, file: file, request: request, count: count).read(entry)
            }
            isFirst = false
            try take(entry, path, archive, into: &found)
            guard found.pixelsLeft >= 0 else {
                throw Refusal(
                    .tooLarge,
                    what: "its images have more than \(mostPixels) pixels in all",
                    at: file.name,
                    fix: "make them smaller, or split the file; pictures of something are never packed that well"
                )
            }
            if found.images.needsReading { return nil }
            guard found.images.count + found.refused.count <= file.limits.rows else {
                throw Refusal(
                    .tooLarge,
                    what: "the archive has more than \(file.limits.rows) files",
                    at: file.name,
                    fix: "split it, or raise the limit (inbox.rows)"
                )
            }
        }
        return try result(found, expandedBytes: count.bytes)
    }

    private struct Found {
        var images: ImageCollector
        /// One an image.
        var places = ImagePlaces()
        var refused = RefusedRows(of: .file)
        /// The files among them.
        var others = FilesWithoutImages()
        var hidden = 0
        /// Pixels that may still be decoded.
        var pixelsLeft = 0
    }

    private func take(_ entry: TarEntry, _ path: ImagePath, _ archive: TarArchive, into found: inout Found) throws(Refusal) {
        let reason: String?
        switch (entry.kind, path) {
        case (.hardLink, _): reason = "it is a hard link to another file"
        case (.symbolicLink, _): reason = "it is a symbolic link"
        case (.other, _), (.folder, _): reason = "it is no regular file"
        case (.file, .unusable(let why)): reason = why
        case (.file, .hidden): reason = "it is hidden"
        case (.file, .inFolders(let folders)): reason = try decode(entry, in: folders, archive, into: &found)
        }
        guard let reason else { return }
        if entry.kind == .file { found.others.append(entry.path) }
        found.refused.append(line: entry.number, reason: reason, excerpt: entry.shownPath)
    }

    /// - Returns: Why the file is skipped; nil if its image was taken, or if no pixels were left for it.
    private func decode(
        _ entry: TarEntry,
        in folders: [ArraySlice<UInt8>],
        _ archive: TarArchive,
        into found: inout Found
    ) throws(Refusal) -> String? {
        guard entry.size <= Self.mostFileBytes else { return "it has \(entry.size) bytes, an image file may have \(Self.mostFileBytes)" }
        guard found.places.isText(folders) else { return "its folder's name is not UTF-8" }
        guard let bytes = try archive.take(entry.size) else { preconditionFailure("an archive that ends early is refused by itself") }
        let decoder = ImageDecoder(limits: ImageLimits(pixels: file.limits.imagePixels))
        let image: PixelImage
        do throws(Refusal) {
            let (header, wanted) = (try withBytes(bytes, decoder.header), found.images.wanted)
            found.pixelsLeft -= header.pixels
            if found.pixelsLeft < 0 { return nil }
            image = try withBytes(bytes) { (bytes) throws(Refusal) in try decoder.decode(bytes, header, for: wanted) }
        } catch {
            // Our own lack of memory says nothing of the file.
            if error.kind == .unavailable { throw error.within(file.name) }
            return error.what
        }
        try found.images.append(image)
        found.places.append(folders, entry: entry)
        return nil
    }

    private func withBytes<Result>(
        _ bytes: [UInt8],
        _ body: (UnsafeRawBufferPointer) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Refusal) in try body(UnsafeRawBufferPointer(buffer)) }
    }

    private func result(_ found: consuming Found, expandedBytes: Int) throws(Refusal) -> ReadResult {
        if found.images.count == 0, let refusal = found.others.refusal(at: file.name) { throw refusal }
        var refused = found.refused
        let labeled = try found.places.labels(&refused, name: file.name)
        guard labeled.kept.count + refused.count > 0 else {
            throw Refusal(
                .invalid,
                what: "the archive holds no images",
                at: file.name,
                fix: "pack PNG or JPEG files, one folder per label"
            )
        }
        try refused.check(kept: labeled.kept.count, maxShare: request.maxRefusedShare, name: file.name)
        let all = found.images.count
        let images = found.images.finish()
        let table = ExampleTable(
            schema: Schema(image: images.shape),
            columns: [labeled.kept.count == all ? images.values : images.values.picking(labeled.kept)],
            labels: labeled.labels
        )
        let warnings = labeled.warnings + (found.hidden == 0 ? [] : ["hidden files are ignored: \(found.hidden)"])
        return ReadResult(
            table: table,
            refused: refused.rows,
            refusedCount: refused.count,
            unit: .file,
            remarks: warnings,
            fileBytes: try file.byteCount(),
            expandedBytes: expandedBytes
        )
    }
}

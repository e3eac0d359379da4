import Archives
import Domain

/// Reads images and labels from the arrays of an `.npz` file.
struct NPZReading {
    let file: InputFile
    let request: ReadRequest

    /// Names that arrays of images and of labels have, the first of them that the file has.
    static let imageNames = ["x", "images", "x_train", "data"]
    static let labelNames = ["y", "labels", "y_train", "target"]

    func read() throws(Refusal) -> ReadResult {
        let target = try ImageTarget(request, name: file.name)
        let size = try file.byteCount()
        guard size > 0 else { throw file.empty }
        let archive = try ZipArchive(
            file.descriptor,
            size: size,
            name: file.name,
            fix: "check it with 'unzip -t', or write it again with numpy.savez"
        )
        let images = try member(archive, Self.imageNames, "images")
        let labels = try member(archive, Self.labelNames, "labels")
        let count = BoundedSource.Count(limit: file.limits.expandedBytes, name: file.name)
        var warnings: [String] = []
        let others = archive.members.map(\.name).filter { $0 != images.name && $0 != labels.name }
        if !others.isEmpty { warnings.append("arrays that are neither images nor labels are ignored: \(NameList.text(others))") }

        let block = try pixels(archive, images, target, count, &warnings)
        let names = try NPZLabels(file: file).read(archive, labels, images: block.count, count)
        return ReadResult(
            table: try block.table(target, labels: names, limits: file.limits, name: file.name),
            refused: [],
            refusedCount: 0,
            remarks: warnings,
            fileBytes: size,
            expandedBytes: count.bytes
        )
    }

    private func member(_ archive: ZipArchive, _ names: [String], _ what: String) throws(Refusal) -> ZipArchive.Member {
        for name in names {
            if let member = archive.members.first(where: { $0.name.lowercased() == "\(name).npy" }) { return member }
        }
        let has = archive.members.isEmpty ? "" : ": it has \(NameList.text(archive.members.map(\.name)))"
        throw Refusal(
            .invalid,
            what: "the file has no array of \(what)\(has)",
            at: file.name,
            fix: "name it \(NameList.text(names)), as in numpy.savez('a.npz', x=images, y=labels)"
        )
    }

    private func pixels(
        _ archive: ZipArchive,
        _ member: ZipArchive.Member,
        _ target: ImageTarget,
        _ count: BoundedSource.Count,
        _ warnings: inout [String]
    ) throws(Refusal) -> ImageBlock {
        let name = "\(file.name): \(member.name)"
        try count.require(member.bytes)
        let source = BoundedSource(try archive.open(member), count)
        let header = try NPYHeader(source, name: name)
        var wanted: ImageShape?
        if case .shape(let shape) = target { wanted = shape }
        guard header.isNumbers, header.kind != .boolean, let shape = NPZImageShape(header.shape, wanted: wanted) else {
            throw Refusal(
                .invalid,
                what: "an array of shape \(header.shownShape)\(header.isNumbers ? "" : " and no numbers") holds no images",
                at: name,
                fix: "save numbers of shape (n, height, width), (n, height, width, 3), (n, 3, height, width) or (n, pixels of a square)"
            )
        }
        try ImageBlock.check(height: shape.height, width: shape.width, limits: file.limits, name: name)
        guard header.shape[0] > 0 else {
            throw Refusal(.invalid, what: "the file holds no image", at: name, fix: "save at least one")
        }
        guard header.shape[0] <= file.limits.rows else {
            throw Refusal(
                .tooLarge,
                what: "the file has more than \(file.limits.rows) rows",
                at: name,
                fix: "split it, or raise the limit (inbox.rows)"
            )
        }
        let pixels: [UInt8]
        if header.kind == .unsigned && header.width == 1 {
            try count.require(header.count)
            guard let values = try source.take(header.count), try source.drain() == 0 else {
                throw Refusal(.invalid, what: "the array does not have the values that it announces", at: name, fix: "save it again")
            }
            pixels = values
        } else {
            let meaning = try NPYPixels.examine(source, header, name: name)
            let again = try archive.open(member)
            _ = try NPYHeader(again, name: name)
            pixels = try meaning.read(again, header, name: name)
            if header.kind == .float {
                warnings.append("'\(member.name)' holds fractions: taken as pixels of \(meaning == .unit ? "0 to 1" : "0 to 255")")
            }
        }
        return ImageBlock(height: shape.height, width: shape.width, channels: shape.channels, pixels: shape.interleaved(pixels))
    }
}

import Domain

/// What a folder or tar holds instead of images: its files counted by their endings, for a refusal that leads on.
struct FilesWithoutImages {
    private var counts: [String: Int] = [:]

    private static let images: Set<String> = [".png", ".jpg", ".jpeg", ".jpe", ".jfif"]
    private static let otherImages: Set<String> = [
        ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".ppm", ".pgm",
    ]
    private static let mostEndings = 1_000

    mutating func append(_ path: [UInt8]) {
        let name = String(decoding: path, as: UTF8.self).split(separator: "/").last.map { $0.lowercased() } ?? ""
        var ending = Self.ending(of: name[...])
        if ending == ".gz" || ending == ".zst" { ending = Self.ending(of: name.dropLast(ending.count)) + ending }
        guard counts[ending] != nil || counts.count < Self.mostEndings else { return }
        counts[ending, default: 0] += 1
    }

    private static func ending(of name: Substring) -> String {
        name.lastIndex(of: ".").map { $0 == name.startIndex ? "" : String(name[$0...]) } ?? ""
    }

    /// The refusal of an archive in which there is no image; nil if some file is named like one: then what is wrong with it says more.
    func refusal(at name: String) -> Refusal? {
        guard !counts.isEmpty, !counts.keys.contains(where: Self.images.contains) else { return nil }
        let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var shown = most.prefix(3).map { ending, count in
            "\(count) \(ending.isEmpty ? "" : ending + " ")\(count == 1 ? "file" : "files")\(ending.isEmpty ? " without an ending" : "")"
        }
        if most.count > 3 { shown.append("others") }
        let list = shown.count > 1 ? shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1] : shown[0]
        return Refusal(.invalid, what: "it holds no PNG or JPEG file but \(list)", at: name, fix: Self.fix(most.map(\.key)))
    }

    private static func fix(_ endings: [String]) -> String {
        if let table = endings.first(where: FileKind.endings.contains) {
            return "drop these one by one with 'learnctl drop --model M dir/*\(table)'"
        }
        if let image = endings.first(where: otherImages.contains) {
            return "convert them to PNG, e.g. with ImageMagick: mogrify -format png dir/*/*\(image)"
        }
        if endings.contains(where: { ForeignFile(name: $0) != nil }) {
            return "save what is a table as CSV and drop it as a file; images belong in one folder per label, as PNG or JPEG"
        }
        return "drop a folder of PNG or JPEG files, in it one folder per label; or tables, as files (.csv, .jsonl)"
    }
}

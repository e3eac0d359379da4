import Domain
import Files
import Hashing
import Rows

/// What the rows of a model's last files are, kept beside the archive: a file that mostly holds rows of files before it is a cumulative export, and
/// its rows would count again and again.
///
/// `<archive>/.recent/<model>/<number>-<digest>` holds eight bytes a row, ascending: the row's features and label.
struct RecentRows {
    /// Files that are kept in mind.
    static let files = 16
    /// Share of a file's rows above which it is said.
    private static let mostShare = 0.5
    /// In smaller files a few rows that come again are chance.
    private static let fewestRows = 20
    private static let mostRows = 1_000_000

    let root: String

    init(root: String) { self.root = root }

    init(archive: String) { root = archive + "/.recent" }

    /// - Returns: Empty for coarse rows, which come again by nature, and for images.
    static func words(of rows: RowSet) -> [UInt64] {
        guard rows.schema.isCoarse != true, rows.schema.image == nil, rows.count <= mostRows else { return [] }
        var words = rows.identities.map(\.words.0)
        for (head, labels) in rows.table.heads.enumerated() {
            for (row, word) in Self.words(of: labels).enumerated() { words[row] ^= word << UInt64(head) }
        }
        return words.sorted()
    }

    private static func words(of labels: ExampleTable.Labels) -> [UInt64] {
        switch labels {
        case .classes(let indices, let names):
            let words = names.map { SHA256.hash(Spelling.key($0)).words.0 }
            return indices.map { $0 < 0 ? 0 : words[Int($0)] }
        case .numbers(let numbers): return numbers.map { $0.bitPattern &* 0x9E37_79B9_7F4A_7C15 }
        }
    }

    /// What is to be said of a file before it joins the others, if anything.
    func warning(_ words: [UInt64], of model: ModelName, file: Digest) -> String? {
        guard words.count >= Self.fewestRows else { return nil }
        var isKnown = [Bool](repeating: false, count: words.count)
        for name in Folder.names(folder(model)) where !name.hasSuffix("-\(file.short)") {
            guard let bytes = try? WholeFile.read("\(folder(model))/\(name)") else { continue }
            mark(words, knownIn: bytes, &isKnown)
        }
        let known = isKnown.count { $0 }
        guard Double(known) > Self.mostShare * Double(words.count) else { return nil }
        // Rounded down: 100 % are all.
        let share = 100 * known / words.count
        return
            "\(known) of \(words.count) rows (\(share) %) are exact copies of rows in earlier files: if your exports are cumulative, drop only what is new"
    }

    /// Keeps a file's rows in mind; what cannot be kept is missed by nobody but the next warning.
    func keep(_ words: [UInt64], of model: ModelName, file: Digest) {
        guard words.count >= Self.fewestRows else { return }
        let folder = folder(model)
        let names = Folder.names(folder)
        guard !names.contains(where: { $0.hasSuffix("-\(file.short)") }) else { return }
        let next = (names.last.flatMap { Int($0.prefix { $0 != "-" }) } ?? 0) + 1
        let number = String(repeating: "0", count: max(0, 10 - "\(next)".count)) + "\(next)"
        do {
            try Folder.make(folder)
            try WholeFile.write(words.withUnsafeBytes { Array($0) }, to: "\(folder)/\(number)-\(file.short)")
        } catch {
            return
        }
        for old in names.dropLast(Self.files - 1) { Folder.remove("\(folder)/\(old)") }
    }

    func remove(_ model: ModelName) { Folder.remove(folder(model)) }

    private func folder(_ model: ModelName) -> String { "\(root)/\(model)" }

    /// Both ascend, so that one pass finds what they share.
    private func mark(_ words: [UInt64], knownIn bytes: [UInt8], _ isKnown: inout [Bool]) {
        bytes.withUnsafeBytes { bytes in
            var place = 0
            let count = bytes.count / 8
            for (index, word) in words.enumerated() {
                while place < count, bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self) < word { place += 1 }
                if place < count, bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self) == word { isKnown[index] = true }
            }
        }
    }
}

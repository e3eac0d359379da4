import CLinux
import Domain
import Glibc
import Files
import Hashing

/// Where refused files and folders go, whole, each with `<file>.reason.txt`, and rows that were skipped, as `<file>.rows.csv`.
///
/// The file itself is moved last, and what is written before it is overwritten by a repetition: a kill in between leaves the file in
/// `.taking/` and nothing double. A file of another content under the same name gets `.2`, `.3`… appended. Its methods block.
public struct RejectedFolder: Sendable {
    let root: RawPath

    /// - Parameter root: The folder that holds one folder a model.
    public init(root: String) {
        self.root = RawPath(root)
    }

    /// Takes a refused file out of the inbox.
    ///
    /// - Returns: Where it is now, for people.
    @discardableResult
    public func reject(_ file: TakenFile, reason: Refusal, rows: [RefusedRow] = []) throws(Refusal) -> String {
        try reject(
            file.path,
            name: file.rawName,
            from: file.folder,
            digest: file.digest,
            into: root.appending(file.model.text),
            reason,
            rows
        )
    }

    /// Takes a file out of the inbox that no model can have.
    @discardableResult
    public func reject(_ misplaced: InboxView.Misplaced) throws(Refusal) -> String {
        let file = misplaced.file
        // By descriptor, since anybody may put a link in its folder's place; and only what was looked at.
        let folder = try PinnedFolder(file.path.folder)
        let path = folder.path.appending(file.path.lastName)
        guard let found = FileStatus(at: path), found.isSame(as: file.status) else { return file.path.description }
        return try reject(
            path,
            name: file.rawName,
            from: file.folder,
            digest: Self.digest(of: path),
            into: file.folderName.map { root.appending($0) } ?? root,
            misplaced.refusal,
            []
        )
    }

    /// Writes down the rows of a file that were skipped.
    @discardableResult
    public func writeRows(_ rows: [RefusedRow], of file: TakenFile) throws(Refusal) -> RowList {
        try writeRows(rows, of: file.rawName, model: file.model)
    }

    /// The same for a file that was read again from the archive.
    @discardableResult
    public func writeRows(_ rows: [RefusedRow], of name: String, model: ModelName) throws(Refusal) -> RowList {
        try writeRows(rows, of: Array(name.utf8), model: model)
    }

    private func writeRows(_ rows: [RefusedRow], of name: [UInt8], model: ModelName) throws(Refusal) -> RowList {
        let folder = root.appending(model.text)
        try FileWork.makeFolder(folder, withParents: true)
        let text = RefusedRow.table(rows)
        let target = Self.freeName(folder, name, ending: ".rows.csv", digest: SHA256.hash(text))
        let isNew = FileStatus(at: target) == nil
        if isNew { try WholeFile.write(Array(text.utf8), to: target, durable: true) }
        return RowList(path: target, isNew: isNew)
    }

    private func reject(
        _ path: RawPath,
        name: [UInt8],
        from source: RawPath,
        digest: Digest?,
        into folder: RawPath,
        _ reason: Refusal,
        _ rows: [RefusedRow]
    ) throws(Refusal) -> String {
        guard FileStatus(at: path) != nil else { return path.description }
        try FileWork.makeFolder(folder, withParents: true)
        let target = Self.freeName(folder, name, ending: "", digest: digest)
        try WholeFile.write(
            Array(Self.text(reason, digest).utf8),
            to: RawPath(bytes: target.bytes + Array(".reason.txt".utf8)),
            durable: true
        )
        if !rows.isEmpty {
            try WholeFile.write(
                Array(RefusedRow.table(rows).utf8),
                to: RawPath(bytes: target.bytes + Array(".rows.csv".utf8)),
                durable: true
            )
        }
        let isFolder = FileStatus(at: path)?.kind == .folder
        // The same content lies there already, and a folder does not go over another.
        if isFolder, FileStatus(at: target) != nil {
            try SpentFolder.make(of: path)?.remove()
            return target.description
        }
        if path.withCString({ from in target.withCString { rename(from, $0) } }) == 0 { return target.description }
        guard errno == EXDEV else { throw FileWork.failure("the refused file cannot be moved", path) }
        guard digest != nil else { return try keepAside(path, name, in: source) }
        if isFolder {
            try FolderCopy.copy(path, to: target)
            // In one step, so that a kill does not leave half of it to be refused again.
            try SpentFolder.make(of: path)?.remove()
        } else {
            try FileCopy.copy(path, to: target)
            try FileWork.remove(path)
        }
        return target.description
    }

    /// A file that cannot be read cannot be copied to another file system either: it stays in a folder that the scan passes over.
    private func keepAside(_ path: RawPath, _ name: [UInt8], in source: RawPath) throws(Refusal) -> String {
        let folder = source.appending(".rejected")
        try FileWork.makeFolder(folder)
        let target = Self.freeName(folder, name, ending: "", digest: nil)
        guard path.withCString({ from in target.withCString { rename(from, $0) } }) == 0 else {
            throw FileWork.failure("the refused file cannot be moved", path)
        }
        return target.description
    }

    /// The first of `name`, `name.2`, `name.3`… that is free or holds the same bytes.
    private static func freeName(_ folder: RawPath, _ name: [UInt8], ending: String, digest: Digest?) -> RawPath {
        // Room for a number, the endings and ".tmp" within NAME_MAX.
        let name = LongName.shortened(name, to: 220)
        func path(_ number: Int) -> RawPath { folder.appending(name + Array(((number == 1 ? "" : ".\(number)") + ending).utf8)) }
        for number in 1...fewNames {
            if FileStatus(at: path(number)) == nil { return path(number) }
            if let digest, Self.digest(of: path(number)) == digest { return path(number) }
        }
        // Thousands of one name would be looked through for each further one: there, only the last may be the same, as after a kill.
        var (taken, free) = (fewNames, 2 * fewNames)
        while FileStatus(at: path(free)) != nil { (taken, free) = (free, 2 * free) }
        while free - taken > 1 {
            let middle = (taken + free) / 2
            if FileStatus(at: path(middle)) == nil { free = middle } else { taken = middle }
        }
        if let digest, Self.digest(of: path(taken)) == digest { return path(taken) }
        return path(free)
    }

    /// Of one name, so many are compared.
    private static let fewNames = 16

    /// Of a folder that of its tar; nil where it cannot be read.
    private static func digest(of path: RawPath) -> Digest? {
        switch FileStatus(at: path)?.kind {
        case .regular: try? Archive.hash(path)
        case .folder: (try? FolderPacker.pack(path, to: nil, at: path))?.digest
        default: nil
        }
    }

    private static func text(_ reason: Refusal, _ digest: Digest?) -> String {
        var lines = ["what:  \(reason.what)"]
        if let place = reason.place { lines.append("where: \(place)") }
        if let fix = reason.fix { lines.append("fix:   \(fix)") }
        if let digest { lines.append("sha256: \(digest)") }
        return lines.map(\.printable).joined(separator: "\n") + "\n"
    }
}

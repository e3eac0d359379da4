import Domain
import Glibc
import Files

/// What becomes one file in the inbox: a file as it is, a folder, or the two files of an IDX pair.
public enum DropSource: Hashable, Sendable {
    case file(String)
    /// A file that is dropped under another name: what an archive holds has none that tells what it is.
    case named(String, as: String)
    case folder(String)
    case pair(images: String, labels: String)

    /// A source's bytes in the inbox's file system.
    struct Copy {
        var digest: Digest
        var byteCount: Int
        var remark: String?
    }

    /// Sorts what was named on the command line.
    ///
    /// - Throws: `UsageError` where a pair is not whole, naming what is missing.
    public static func sources(_ paths: [String]) throws(UsageError) -> [DropSource] {
        var sources: [DropSource] = []
        var alone: [(place: Int, path: String, half: IDXHalf)] = []
        for path in paths {
            if isFolder(path) {
                sources.append(.folder(path))
                continue
            }
            if let half = IDXHalf(name: RawPath(path).lastName) {
                if let index = alone.firstIndex(where: { $0.half.belongs(to: half) }) {
                    let other = alone.remove(at: index)
                    sources[other.place] =
                        half.content == .images ? .pair(images: path, labels: other.path) : .pair(images: other.path, labels: path)
                    continue
                }
                alone.append((sources.count, path, half))
            }
            sources.append(.file(path))
        }
        if let (_, path, half) = alone.first {
            let missing = half.content == .images ? IDXHalf.Content.labels : .images
            throw UsageError("'\(path)' holds IDX \(half.content.words); name its \(missing.words) too ('\(half.partnerName)')")
        }
        return sources
    }

    /// The path as it was given; of a pair, that of its images.
    public var path: String {
        switch self {
        case .file(let path), .named(let path, _), .folder(let path), .pair(let path, _): path
        }
    }

    /// The name that it asks for in the inbox.
    var inboxName: String {
        switch self {
        case .file(let path): path
        case .named(_, let name): name
        case .folder(let path): Self.folderName(path) + ".tar"
        case .pair(let images, _): (IDXHalf(name: RawPath(images).lastName)?.pairName ?? "idx") + ".tar"
        }
    }

    /// Why nothing is found at a path; nil where something is.
    static func absence(of path: String) -> Refusal? {
        guard access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else { return nil }
        return Refusal(.notFound, what: "there is no such file or folder", at: path, fix: "check the path")
    }

    /// Whether there is something to put into the inbox: it can be opened, and a folder has a file in it.
    func check() throws(Refusal) {
        switch self {
        case .file(let path), .named(let path, _): close(try Self.open(path))
        case .pair(let images, let labels): for path in [images, labels] { close(try Self.open(path)) }
        case .folder(let path):
            let isEmpty = try Self.packed(path) { try FolderPacker.isEmpty(RawPath(Self.resolved(path))) }
            if isEmpty { throw FolderPacker.empty(RawPath(path)) }
        }
    }

    /// Writes its bytes and brings them to disk.
    func write(to target: Int32, named targetName: String) throws(Refusal) -> Copy {
        switch self {
        case .file(let path), .named(let path, _):
            let source = try Self.open(path)
            defer { close(source) }
            let (digest, byteCount) = try FileCopy.copy(from: source, named: path, to: target, named: targetName)
            return Copy(digest: digest, byteCount: byteCount)
        case .folder(let path):
            let packed = try Self.packed(path) {
                try FolderPacker.pack(RawPath(Self.resolved(path)), to: target, at: RawPath(targetName))
            }
            try FileCopy.flush(target, named: targetName)
            return Copy(digest: packed.digest, byteCount: packed.byteCount, remark: packed.summary.remark)
        case .pair(let images, let labels):
            let copy = try Self.packed(images) { try Self.pack([images, labels], to: target, named: targetName) }
            try FileCopy.flush(target, named: targetName)
            return copy
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// As it was given; `.`, `pets//` and `pets/a/..` have a name too.
    private static func folderName(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? "."
        return last == "." || last == ".." ? String(decoding: RawPath(resolved(path)).lastName, as: UTF8.self) : last
    }

    /// A link to a folder may be named; links inside are not followed.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func open(_ path: String) throws(Refusal) -> Int32 {
        let source = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard source >= 0 else {
            throw InboxPlacement.refusal("cannot be read: \(text(of: errno))", at: path, problem: errno, otherwise: nil)
        }
        var status = stat()
        guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(source)
            throw Refusal(.invalid, what: "is neither a file nor a folder", at: path, fix: "name a file or a folder of files")
        }
        return source
    }

    /// As the daemon packs a folder that holds these files and nothing else. Nil where one changed meanwhile.
    private static func pack(_ paths: [String], to target: Int32, named targetName: String) throws -> Copy? {
        var writer = TarWriter(to: target, at: RawPath(targetName))
        let named = paths.map { (path: $0, name: RawPath($0).lastName) }
        for (path, name) in named.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            let source = try open(path)
            defer { close(source) }
            guard let status = FileStatus(of: source),
                try writer.add(name, byteCount: status.byteCount, from: source, at: RawPath(path))
            else { return nil }
        }
        return Copy(digest: try writer.finish(), byteCount: writer.byteCount)
    }

    private static func packed<Result>(_ path: String, _ body: () throws -> Result?) throws(Refusal) -> Result {
        do {
            if let result = try body() { return result }
        } catch let fault as FolderFault {
            throw fault.refusal
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.failed, what: "cannot be packed: \(error)", at: path)
        }
        throw Refusal(.conflict, what: "changed while it was read", at: path, fix: "wait until nobody writes there, then drop it again")
    }
}

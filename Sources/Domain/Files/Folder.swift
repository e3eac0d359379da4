import Glibc

/// Folders, made with their parents and removed with their contents.
public enum Folder {
    public static func make(_ path: String, mode: UInt32 = 0o750) throws(Refusal) {
        if mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw Refusal(.failed, what: "the folder cannot be made: \(String(cString: strerror(errno)))", at: path)
        }
        try make(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else {
            throw Refusal(.failed, what: "the folder cannot be made: \(String(cString: strerror(errno)))", at: path)
        }
    }

    /// The names in a folder, sorted; none where there is no folder.
    public static func names(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a folder and all in it, links not followed; what is not there is no fault.
    public static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in names(path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

import Glibc

/// Files that lie in the inbox itself, in no model's folder: the daemon leaves them alone, and nobody would hear of it.
enum StrayFiles {
    /// Names of regular files there but dot-files, in order; none where the folder may not be read.
    static func names(inbox: String) -> [String] {
        guard let folder = opendir(inbox) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) { String(cString: $0) }
            }
            var status = stat()
            guard !name.hasPrefix("."), lstat("\(inbox)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            names.append(name)
        }
        return names.sorted()
    }
}

/// Paths as text; nothing here looks at the disk.
enum Path {
    /// `path`, made absolute from `base`, without `.`, `..` and doubled or closing slashes.
    static func absolute(_ path: String, from base: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : base + "/" + path).split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }
}

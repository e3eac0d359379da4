/// What the documented file says of a key: what it does, what may be given, when a change takes hold, and its default.
public enum Documentation {
    /// Columns of the file.
    private static let width = 150

    /// A group's lines below its name.
    ///
    /// - Parameter indent: Of the keys.
    public static func lines<Root>(_ keys: [Key<Root>], indent: Int, default root: Root) -> [String] {
        keys.flatMap { key -> [String] in
            let name = key.name.split(separator: ".").last.map(String.init) ?? key.name
            return wrapped(key.help ?? "", indent)
                + ["# Give \(key.form). [\(key.takesEffect.rawValue)]", "#\(name): \(key.read(root))"]
        }.map { String(repeating: " ", count: indent) + $0 }
    }

    private static func wrapped(_ text: String, _ indent: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, indent + last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append("# \(word)")
            }
        }
        return lines
    }
}

/// Names for a message: the first ten and how many more.
package enum NameList {
    package static func text(_ names: [String]) -> String {
        let shown = names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }

    /// The same names in settings, each with one value: `ears: ignore, region: ignore`.
    package static func each(_ names: [String], _ value: String) -> String {
        names.prefix(10).map { "\($0): \(value)" }.joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }
}

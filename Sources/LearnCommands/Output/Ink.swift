/// Colors for words that say how something stands; the word itself always says it too.
public enum Ink: String, Sendable {
    case good = "32"
    case doubtful = "33"
    case bad = "31"

    /// The text between escape sequences of ECMA-48, or as it is.
    ///
    /// - Parameter wanted: Whether colors may be used.
    public func paint(_ text: String, if wanted: Bool) -> String {
        wanted ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}

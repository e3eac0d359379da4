/// What spellings of one class have in common.
package enum Spelling {
    /// Lower case, without blanks. Texts come in composed form (`CanonicalText`), so that the Unicode form makes no
    /// difference either.
    package static func key(_ text: String) -> String {
        text.lowercased().filter { !$0.isWhitespace }
    }

    /// The name of each text: its own, or, where spellings of it came before, the first of them.
    ///
    /// - Parameter known: Names that are taken already.
    package static func names(_ texts: [String], known: [String]) -> [String] {
        var named = Dictionary(known.map { (key($0), $0) }) { first, _ in first }
        let exact = Set(known)
        return texts.map { text in
            if exact.contains(text) { return text }
            let key = key(text)
            if let name = named[key] { return name }
            named[key] = text
            return text
        }
    }
}

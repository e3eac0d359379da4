import Domain

/// The known word that somebody probably meant.
package enum Nearest {
    /// - Returns: the candidate with the fewest edits from `word`, if these are at most a third of its letters;
    ///   else one that ends alike, as in `rows` for `server.rows`.
    package static func word(to word: String, among candidates: some Collection<String>) -> String? {
        let ranked = candidates.map { (EditDistance.between(word, $0), $0) }.sorted { $0 < $1 }
        if let (edits, best) = ranked.first, edits <= word.count / 3 { return best }
        let last = word.split(separator: ".").last.map(String.init) ?? word
        let alike = candidates.filter { $0.hasSuffix("." + last) }.sorted()
        return alike.first
    }
}

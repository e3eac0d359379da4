/// The known word that somebody probably meant.
enum Nearest {
    /// - Returns: the candidate with the fewest edits from `word`, if these are at most a third of its length (two for short ones);
    ///   else one that ends alike, as in `rows` for `server.rows`.
    static func word(to word: String, among candidates: some Collection<String>) -> String? {
        let ranked = candidates.map { (edits(from: word, to: $0), $0) }.sorted { $0 < $1 }
        if let (edits, best) = ranked.first, edits <= max(2, word.count / 3) { return best }
        let last = word.split(separator: ".").last.map(String.init) ?? word
        let alike = candidates.filter { $0.hasSuffix("." + last) }.sorted()
        return alike.first
    }

    /// Levenshtein's distance, two neighbours swapped counting as one edit.
    static func edits(from left: String, to right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}

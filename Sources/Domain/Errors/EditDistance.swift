/// How far two words are from each other, for `did you mean …?`.
public enum EditDistance {
    /// Levenshtein's distance over UTF-8, two neighbors swapped counting as one edit.
    public static func between(_ left: String, _ right: String) -> Int {
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

    /// The candidate that `word` is probably a slip of: one edit away (two for words of six letters or more, none for one or two letters,
    /// which are all close to each other), or the same but for case, `-` and `_`. Nil where there is none, or where `word` is a candidate
    /// itself.
    public static func slip(of word: String, among candidates: [String]) -> String? {
        guard !candidates.contains(word) else { return nil }
        let most = word.utf8.count >= 6 ? 2 : word.utf8.count >= 3 ? 1 : 0
        let plain = plain(word)
        let ranked = candidates.compactMap { candidate -> (edits: Int, word: String)? in
            let edits = self.plain(candidate) == plain ? 0 : between(word, candidate)
            return edits <= most ? (edits, candidate) : nil
        }
        return ranked.min { $0 < $1 }?.word
    }

    private static func plain(_ word: String) -> String { String(word.lowercased().filter { $0 != "-" && $0 != "_" }) }
}

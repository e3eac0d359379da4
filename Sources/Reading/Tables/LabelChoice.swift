import Domain

/// Which column of a model's first file is the label, and why.
///
/// Settings decide; then a column named `label` or `target`; then the column that looks most like an outcome, by its name, its place (last, or
/// first) and its values. A wrong guess costs a model that answers the wrong question, so that every guess that could well be another is
/// said to be one.
struct LabelChoice: Hashable {
    var name: String
    /// Stands behind the name: "label: activity (the last column), …".
    var reason: String
    /// The next likely one, where the choice is a guess.
    var rival: String?
    var isGuess: Bool

    /// - Parameters:
    ///   - sketches: Of the file's columns, in their order.
    ///   - former: The label so far, where a first file is read again: whoever leaves a column out does not mean to change the question.
    /// - Throws: `Refusal` where the settings name a column that is not there.
    init(
        _ columns: [String?],
        _ sketches: [ColumnSketch],
        setting: String?,
        former: String?,
        ignored: Set<String>,
        file: String
    ) throws(Refusal) {
        let named = columns.indices.filter { columns[$0] != nil && !ignored.contains(columns[$0]!) }
        if let setting {
            guard columns.contains(setting) else {
                throw Refusal(
                    .invalid,
                    what: "the file has no column '\(setting)', the label in the model's settings",
                    at: file,
                    fix: "add it, or set the model's 'label' to one of \(NameList.text(columns.compactMap(\.self)))"
                )
            }
            self.init(name: setting, reason: "set in the model's settings", rival: nil, isGuess: false)
            return
        }
        if let former, let place = named.first(where: { columns[$0] == former }) {
            self.init(name: columns[place]!, reason: "as before", rival: nil, isGuess: false)
            return
        }
        for sure in ["label", "target"] {
            if let place = named.first(where: { columns[$0]!.lowercased() == sure }) {
                self.init(name: columns[place]!, reason: "chosen by its name", rival: nil, isGuess: false)
                return
            }
        }
        guard !named.isEmpty else {
            throw Refusal(
                .invalid,
                what: "the file has no column with a name that the model's settings do not ignore",
                at: file,
                fix: "name its columns, or change the model's 'columns'"
            )
        }
        self = Self.guess(columns, sketches, named)
    }

    private init(name: String, reason: String, rival: String?, isGuess: Bool) {
        self.name = name
        self.reason = reason
        self.rival = rival
        self.isGuess = isGuess
    }

    private static func guess(_ columns: [String?], _ sketches: [ColumnSketch], _ named: [Int]) -> LabelChoice {
        guard let first = named.first, let last = named.last else { preconditionFailure("a file without named columns") }
        let texts = named.filter { !sketches[$0].isNumeric && sketches[$0].distinct > 1 && !sketches[$0].isIdentifier }
        let onlyText = texts.count == 1 && sketches[texts[0]].isClassLike && named.count > 2 ? texts[0] : nil
        let pairs = named.filter { sketches[$0].distinct == 2 }
        let hasX = named.contains { columns[$0]!.lowercased() == "x" }
        let scored = named.map { place -> (score: Double, place: Int) in
            let name = columns[place]!
            let sketch = sketches[place]
            let isEnd = place == first || place == last
            var score = LabelWords.weight(of: name)
            if place == last { score += 2 + (sketch.isClassLike ? 0.7 : 0) + (named.count == 2 ? 2 : 0) }
            if place == first { score += 1.6 }
            // The one text among numbers: the answer, where there are several of them; a group that something was measured in, where there is one.
            if place == onlyText {
                let isAmongMany = named.count >= 5
                score += isEnd ? (isAmongMany || place == last ? 2.2 : 0) + (isAmongMany && place == first ? 1.6 : 0) : 0.5
            }
            if pairs == [place], isEnd { score += 0.8 }
            if sketch.countsRows || sketch.isIdentifier { score -= 6 }
            if sketch.distinct <= 1 { score -= 1 }
            // An answer that is mostly not there: rows without it cannot be learned.
            if sketch.missingShare > 0.5 { score -= 3 }
            // Coordinates: a y beside an x is no answer to anything.
            if hasX, name.lowercased() == "y" { score -= 9 }
            // As short a name as these loses where it does not stand at an end, or where a column of classes stands last.
            if ["y", "class"].contains(name.lowercased()) {
                if !isEnd { score -= 1 }
                if place != last, sketches[last].isClassLike, sketch.isNumeric || !sketches[last].isNumeric { score -= 4 }
            }
            return (score, place)
        }
        let ranked = scored.sorted { ($0.score, $0.place) > ($1.score, $1.place) }
        let best = ranked[0]
        let margin = ranked.count > 1 ? best.score - ranked[1].score : .infinity
        let weight = LabelWords.weight(of: columns[best.place]!)
        let isShort = ["y", "class"].contains(columns[best.place]!.lowercased())
        let isSure =
            margin >= 2 && best.place == last
            && (best.place == onlyText && weight >= 2.2 || weight >= 3 && !isShort && !LabelWords.isCount(columns[best.place]!))
        let reason =
            best.place == last
            ? "the last column"
            : LabelWords.weight(of: columns[best.place]!) > 1
                ? "chosen by its name" : best.place == first ? "the first column" : "chosen by its values"
        return LabelChoice(
            name: columns[best.place]!,
            reason: reason,
            rival: ranked.count > 1 ? columns[ranked[1].place] : nil,
            isGuess: !isSure && named.count > 1
        )
    }
}

/// Words in a column's name that speak for or against its being the label, with weights that were held against real headers
/// (docs/files.md, "Which column is the label").
enum LabelWords {
    /// How much a name looks like an outcome's: 0 for one that tells nothing, below 0 for one that looks like a property or a number of the row.
    static func weight(of name: String) -> Double {
        let tokens = tokens(of: name)
        var weight = 0.0
        if let best = tokens.compactMap({ outcomes[$0] }).max() {
            // A word among others says less: `passenger_class`.
            weight += tokens.count == 1 ? best : best * (best < 6 ? 0.6 : 0.45)
        } else if tokens.count == 1, let token = tokens.first, token.utf8.count > 6 {
            weight += 0.8 * (outcomes.filter { $0.key.utf8.count >= 4 && token.hasSuffix($0.key) }.map(\.value).max() ?? 0)
        }
        if tokens.contains(where: properties.contains) || name.utf8.count > 3 && name.lowercased().hasSuffix("id") { weight -= 2.5 }
        if let first = tokens.first, derived.contains(first) { weight -= 2.5 }
        return weight
    }

    /// Whether some word in the name may as well count what a row is described by.
    static func isCount(_ name: String) -> Bool { tokens(of: name).contains { counts.contains($0) } }

    /// `yrs.since.phd`, `HouseholdSize`: their words in lower case.
    private static func tokens(of name: String) -> [String] {
        var tokens: [String] = []
        var token = ""
        var previous: Character = " "
        for character in name {
            let begins = character.isUppercase && (previous.isLowercase || previous.isNumber)
            if !(character.isLetter || character.isNumber) || begins {
                if !token.isEmpty { tokens.append(token.lowercased()) }
                token = ""
            }
            if character.isLetter || character.isNumber { token.append(character) }
            previous = character
        }
        if !token.isEmpty { tokens.append(token.lowercased()) }
        return tokens
    }

    private static let outcomes: [String: Double] = table([
        6: "class diagnosis labels outcome response survived targets y",
        3.4: "affairs conformity crime durable infant mortality murder visits",
        3.2:
            "accepted admitted approved attrition bought choice churn churned clicked converted cured dead death decision default defaulted denied deny "
            + "died event fraud improved passed purchased relapse result sentiment spam species subscribed survival voted win winner won",
        3:
            "admission breaks case claim claims cost damage deaths dist distance duration eval fertility hwy loss medv mpg ozone perf prestige price "
            + "quality rainfall reaction readmitted revenue rings salary sales score strength toxicity wage wages yield",
        2.6: "status",
        2.4: "grade",
        2.2:
            "activity angle card consumption count counts days emission employed employment esr gas infected intent invest investment job kiln "
            + "kyphosis len low nox poverty priority sat severity so2 stack steam ticks topic uptake urgency use weight",
        2: "participation vote",
        1.4: "category income kind mileage volume",
        1.2: "rating type",
    ])

    private static let counts: Set = ["affairs", "breaks", "count", "counts", "days", "duration", "topic", "use", "visits"]

    private static let properties = Set(
        """
        age area batch block city code comment comments country date day district dose education educ ethnicity gender group hour id index individual lat latitude \
        location lon longitude email mail marital month n name no notes nr number occupation period phone plant plz pooled postal postcode race region row sample school serial sex state \
        stratum subject time town treatment trt url week x year z zip zipcode
        """.split(separator: " ").map(String.init)
    )

    /// What is made from another column.
    private static let derived: Set<String> = ["est", "estimated", "pred", "predicted", "mean", "log", "lag", "prev", "previous"]

    private static func table(_ words: [Double: String]) -> [String: Double] {
        var table: [String: Double] = [:]
        for (weight, text) in words { for word in text.split(separator: " ") { table[String(word)] = weight } }
        return table
    }
}

import Domain

/// One label is written as every release has written it, several as a list: models of one read and are written as they were.
extension Schema {
    private enum CodingKeys: String, CodingKey {
        case columns, label, task, heads, repeated, spellings, decimal
        case isCoarse = "coarse"
        case classNames = "class_names"
    }

    /// - Throws: `DecodingError` where there is neither a label nor several.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        let several = try keys.decodeIfPresent([Head].self, forKey: .heads)
        if let several, several.count < 2 {
            throw DecodingError.dataCorruptedError(forKey: .heads, in: keys, debugDescription: "\(several.count) heads are no several")
        }
        self.init(
            columns: try keys.decode([Column].self, forKey: .columns),
            heads: try several
                ?? [
                    Head(
                        name: keys.decode(String.self, forKey: .label),
                        task: keys.decode(ModelSpecification.Task.self, forKey: .task),
                        classNames: keys.decodeIfPresent(ClassNames.self, forKey: .classNames)
                    )
                ],
            repeated: try keys.decodeIfPresent(RepeatedRows.self, forKey: .repeated),
            isCoarse: try keys.decodeIfPresent(Bool.self, forKey: .isCoarse),
            spellings: try keys.decodeIfPresent(ClassSpellings.self, forKey: .spellings),
            decimal: try keys.decodeIfPresent(DecimalMark.self, forKey: .decimal)
        )
    }

    /// What is nil is left out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(columns, forKey: .columns)
        if hasSeveralHeads {
            try keys.encode(heads, forKey: .heads)
        } else {
            try keys.encode(heads[0].name, forKey: .label)
            try keys.encode(heads[0].task, forKey: .task)
            try keys.encodeIfPresent(heads[0].classNames, forKey: .classNames)
        }
        try keys.encodeIfPresent(repeated, forKey: .repeated)
        try keys.encodeIfPresent(isCoarse, forKey: .isCoarse)
        try keys.encodeIfPresent(spellings, forKey: .spellings)
        try keys.encodeIfPresent(decimal, forKey: .decimal)
    }
}

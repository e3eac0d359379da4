extension ExampleTable {
    /// A table of this schema without rows.
    public init(noRowsUnder schema: Schema) {
        self.init(
            schema: schema,
            columns: schema.columns.map { $0.none },
            labels: schema.task == .classification ? .classes([], names: []) : .numbers([])
        )
    }

    /// The rows named, in that order; levels and names stay.
    public func picking(_ rows: [Int]) -> ExampleTable { picking(rows, labels: rows) }

    /// Rows whose features are those of `rows` and whose labels are those of `labelRows`.
    package func picking(_ rows: [Int], labels labelRows: [Int]) -> ExampleTable {
        ExampleTable(schema: schema, columns: columns.map { $0.picking(rows) }, labels: labels.picking(labelRows))
    }
}

extension ExampleTable.Labels {
    /// The classes' names; none of numbers.
    package var names: [String] {
        if case .classes(_, let names) = self { names } else { [] }
    }

    package func picking(_ rows: [Int]) -> Self {
        switch self {
        case .classes(let indices, let names): .classes(rows.map { indices[$0] }, names: names)
        case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
        }
    }

    /// - Precondition: Both are of one task.
    package func appending(_ other: Self) -> Self {
        switch (self, other) {
        case (.classes(let indices, var names), .classes(let more, let moreNames)):
            .classes(indices + LevelUnion.translate(more, moreNames, into: &names), names: names)
        case (.numbers(let numbers), .numbers(let more)): .numbers(numbers + more)
        default: preconditionFailure("labels of different tasks under one schema")
        }
    }

    /// Whether a row's label is that of a row of another table.
    public func isSame(_ row: Int, as other: Int, of labels: Self) -> Bool {
        switch (self, labels) {
        case (.classes(let indices, let names), .classes(let others, let otherNames)):
            names[Int(indices[row])] == otherNames[Int(others[other])]
        case (.numbers(let numbers), .numbers(let others)): numbers[row] == others[other]
        default: false
        }
    }

    package func same(_ row: Int, _ other: Int) -> Bool {
        switch self {
        case .classes(let indices, _): indices[row] == indices[other]
        case .numbers(let numbers): numbers[row] == numbers[other]
        }
    }
}

/// Two lists of levels as one: the first's order, then what is new in the second.
package enum LevelUnion {
    /// `indices` into `names` as indices into `levels`, which grows by what it lacks. −1 stays.
    package static func translate(_ indices: [Int32], _ names: [String], into levels: inout [String]) -> [Int32] {
        guard names != levels else { return indices }
        var known = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
        let translation = names.map { name in
            if let index = known[name] { return index }
            let index = Int32(levels.count)
            known[name] = index
            levels.append(name)
            return index
        }
        return indices.map { $0 < 0 ? -1 : translation[Int($0)] }
    }
}

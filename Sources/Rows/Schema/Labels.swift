import Domain

extension ExampleTable {
    /// What is to be predicted, one a row. In a table of one head none is missing.
    public enum Labels: Sendable {
        /// An index into `names` (distinct, order without meaning), one a row; −1 where missing.
        case classes([Int32], names: [String])
        /// One a row; NaN where missing.
        case numbers([Double])
    }
}

extension ExampleTable.Labels: Hashable {
    /// A missing label equals a missing one.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.classes(let left, let leftNames), .classes(let right, let rightNames)): left == right && leftNames == rightNames
        case (.numbers(let left), .numbers(let right)): NumberValues(left) == NumberValues(right)
        default: false
        }
    }

    /// Equal labels hash alike.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .classes(let indices, let names):
            hasher.combine(indices)
            hasher.combine(names)
        case .numbers(let numbers): hasher.combine(NumberValues(numbers))
        }
    }
}

extension ExampleTable.Labels {
    /// Rows, those without a label among them.
    public var count: Int {
        switch self {
        case .classes(let indices, _): indices.count
        case .numbers(let numbers): numbers.count
        }
    }

    /// The classes' names; none of numbers.
    package var names: [String] {
        if case .classes(_, let names) = self { names } else { [] }
    }

    package func hasLabel(_ row: Int) -> Bool {
        switch self {
        case .classes(let indices, _): indices[row] >= 0
        case .numbers(let numbers): !numbers[row].isNaN
        }
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

    /// The same labels with other names for the classes, of which several may be one.
    func naming(_ names: [String]) -> Self {
        guard case .classes(let indices, let own) = self, names != own else { return self }
        return Self.classes([], names: []).appending(.classes(indices, names: names))
    }

    /// Whether a row's label is that of a row of another table.
    public func isSame(_ row: Int, as other: Int, of labels: Self) -> Bool {
        switch (self, labels) {
        case (.classes(let indices, let names), .classes(let others, let otherNames)):
            indices[row] < 0 || others[other] < 0
                ? indices[row] == others[other] : names[Int(indices[row])] == otherNames[Int(others[other])]
        case (.numbers(let numbers), .numbers(let others)): numbers[row] == others[other] || numbers[row].isNaN && others[other].isNaN
        default: false
        }
    }

    package func same(_ row: Int, _ other: Int) -> Bool { isSame(row, as: other, of: self) }

    func writing(_ rows: [Int]) -> ColumnWriting {
        switch self {
        case .classes(let indices, let names): RowSetForm.writing(indices, names, rows)
        case .numbers(let numbers): NumberValues(numbers).writing(rows)
        }
    }

    /// What stands for each class in a digest of labels.
    ///
    /// - Parameter isFolded: Whether spellings of a class are one.
    func classBytes(isFolded: Bool) -> [[UInt8]] { names.map { RowForm.bytes(ofCategory: isFolded ? Spelling.key($0) : $0) } }

    /// A row's label as bytes, one mark where it is missing.
    ///
    /// - Parameter classes: What `classBytes` returned.
    func bytes(_ row: Int, _ classes: [[UInt8]]) -> [UInt8] {
        switch self {
        case .classes(let indices, _): return indices[row] < 0 ? [RowForm.missing] : classes[Int(indices[row])]
        case .numbers(let numbers):
            var bytes = [UInt8](repeating: 0, count: RowForm.numberWidth)
            let count = bytes.withUnsafeMutableBytes { RowForm.write(numbers[row], to: $0.baseAddress!) }
            return Array(bytes.prefix(count))
        }
    }

    /// Whether a row's label comes before another's: classes by their bytes, numbers by size; a missing one first.
    func precedes(_ row: Int, _ other: Int, _ classes: [[UInt8]]) -> Bool? {
        guard hasLabel(row), hasLabel(other) else { return hasLabel(row) == hasLabel(other) ? nil : hasLabel(other) }
        switch self {
        case .classes(let indices, _):
            let (own, others) = (classes[Int(indices[row])], classes[Int(indices[other])])
            return own == others ? nil : own.lexicographicallyPrecedes(others)
        case .numbers(let numbers): return numbers[row] == numbers[other] ? nil : numbers[row] < numbers[other]
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

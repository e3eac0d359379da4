import Domain

extension Schema {
    /// A label of the model: a column of files, and what the model answers under its name.
    public struct Head: Hashable, Sendable, Codable {
        /// The label's column.
        public var name: String
        /// Whether the label is a class or a number.
        public var task: ModelSpecification.Task
        /// How classes are named; nil: whole numbers by their digits.
        public var classNames: ClassNames?

        /// A label of which everything is known.
        public init(name: String, task: ModelSpecification.Task, classNames: ClassNames? = nil) {
            self.name = name
            self.task = task
            self.classNames = classNames
        }

        private enum CodingKeys: String, CodingKey {
            case name, task
            case classNames = "class_names"
        }

        /// No rows' labels.
        var noLabels: ExampleTable.Labels { task == .classification ? .classes([], names: []) : .numbers([]) }
    }

    /// Whether rows may lack a label, and answers have names of their own.
    public var hasSeveralHeads: Bool { heads.count > 1 }

    /// This form with one of its heads alone, as if the model had no other.
    public func head(_ index: Int) -> Schema {
        var schema = self
        schema.heads = [heads[index]]
        return schema
    }

    /// The place of a label's column among the heads.
    public func head(named name: String) -> Int? { heads.firstIndex { $0.name == name } }
}

extension ExampleTable {
    /// The same rows with one of the labels alone, which some of them may lack.
    func head(_ index: Int) -> ExampleTable {
        ExampleTable(schema: schema.head(index), columns: columns, heads: [heads[index]])
    }
}

extension RowSet {
    /// The rows that have the label of one head, under that head alone: what a model of that one label would have been given. Itself where there is
    /// but one.
    public func head(_ index: Int) -> RowSet {
        guard schema.hasSeveralHeads else { return self }
        let labels = table.heads[index]
        let labeled = subset(keys.indices.filter { labels.hasLabel($0) })
        return RowSet(
            table: labeled.table.head(index),
            identities: labeled.identities,
            sources: labeled.sources,
            batches: batches,
            numbers: labeled.numbers
        )
    }

    /// These rows with the labels that they lack and an earlier set has for the same rows. Itself where there is but one head.
    public func completed(by earlier: RowSet) -> RowSet {
        guard schema.hasSeveralHeads, !earlier.isEmpty else { return self }
        let both = Set(keys)
        let known = earlier.subset(earlier.keys.indices.filter { both.contains(earlier.keys[$0]) })
        guard !known.isEmpty else { return self }
        let places = Dictionary(uniqueKeysWithValues: known.merged(with: self).keys.enumerated().map { ($1, $0) })
        let merged = known.merged(with: self).table
        let order = keys.map { places[$0]! }
        var table = table
        table.heads = merged.heads.map { $0.picking(order) }
        return RowSet(table: table, identities: identities, sources: sources, batches: batches, numbers: numbers)
    }

    /// These rows under a form that has more heads behind those that they have: they lack those labels. Itself under its own form.
    ///
    /// - Precondition: The forms are the same but for further heads.
    public func under(_ schema: Schema) -> RowSet {
        guard schema != self.schema else { return self }
        let more = schema.heads.dropFirst(table.heads.count)
        let lacking = more.map { head -> ExampleTable.Labels in
            head.task == .classification
                ? .classes([Int32](repeating: -1, count: count), names: []) : .numbers([Double](repeating: .nan, count: count))
        }
        return RowSet(
            table: ExampleTable(schema: schema, columns: table.columns, heads: table.heads + lacking),
            identities: identities,
            sources: sources,
            batches: batches,
            numbers: numbers
        )
    }
}

import Domain

/// What a model's first file and its specification say of the columns.
struct SchemaInference {
    /// Names of a label where the specification has none, the first of them that the file has, in any case.
    static let labelNames = ["label", "target", "class", "y"]
    /// Above so many classes a label is probably another column than was meant.
    static let manyClasses = 1_000

    let specification: ModelSpecification
    /// The file's.
    let name: String

    /// A builder that finds the kinds which the specification leaves open.
    func builder(for fileColumns: [String?]) throws(Refusal) -> TableBuilder {
        let columns = fileColumns.compactMap(\.self)
        guard !columns.isEmpty else {
            throw Refusal(.invalid, what: "the file has no columns", at: name, fix: "name them in the first line")
        }
        let label = try label(among: columns)
        let features = columns.filter { $0 != label }
        guard !features.isEmpty else {
            throw Refusal(.invalid, what: "the file has no column besides the label '\(label)'", at: name, fix: "add columns to learn from")
        }
        let absent = specification.columns.keys.filter { !columns.contains($0) }.sorted()
        guard absent.isEmpty else {
            throw Refusal(
                .invalid, what: "the file has no column \(NameList.text(absent)), which the model's settings name", at: name,
                fix: "add it, or change the model's 'columns'")
        }
        let task = specification.task ?? specification.columns[label].map { $0 == .numeric ? .regression : .classification }
        return TableBuilder(
            columns: features.map { ColumnBuilder(name: $0, kind: specification.columns[$0]) },
            label: LabelBuilder(name: label, task: task), fileColumns: fileColumns)
    }

    /// What people should know of the kinds that were found.
    func remarks(on builder: TableBuilder) -> [String] {
        var remarks: [String] = []
        let empty = builder.columns.filter { !$0.sawValue && specification.columns[$0.name] == nil }.map(\.name)
        if !empty.isEmpty { remarks.append("columns without any value are taken for numbers: \(NameList.text(empty))") }
        if builder.label.foundTask == .classification, builder.label.classCount > Self.manyClasses {
            remarks.append(
                "the label '\(builder.label.name)' has \(builder.label.classCount) classes; if it is not the column to learn, set the model's 'label'"
            )
        }
        return remarks
    }

    /// The label's name.
    func label(among columns: [String]) throws(Refusal) -> String {
        if let label = specification.label {
            guard columns.contains(label) else {
                throw Refusal(
                    .invalid, what: "the file has no column '\(label)', the label in the model's settings", at: name,
                    fix: "add it, or set the model's 'label' to one of \(NameList.text(columns))")
            }
            return label
        }
        for known in Self.labelNames {
            if let label = columns.first(where: { $0.lowercased() == known }) { return label }
        }
        return columns[columns.count - 1]
    }
}

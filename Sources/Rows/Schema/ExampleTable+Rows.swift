extension ExampleTable {
    /// A table of this schema without rows.
    public init(noRowsUnder schema: Schema) {
        self.init(schema: schema, columns: schema.columns.map { $0.none }, heads: schema.heads.map(\.noLabels))
    }

    /// The rows named, in that order; levels and names stay.
    public func picking(_ rows: [Int]) -> ExampleTable {
        picking(rows, labels: [[Int]](repeating: rows, count: heads.count))
    }

    /// Rows whose features are those of `rows` and whose labels are those of `labelRows`, head by head.
    package func picking(_ rows: [Int], labels labelRows: [[Int]]) -> ExampleTable {
        ExampleTable(
            schema: schema,
            columns: columns.map { $0.picking(rows) },
            heads: zip(heads, labelRows).map { $0.picking($1) }
        )
    }
}

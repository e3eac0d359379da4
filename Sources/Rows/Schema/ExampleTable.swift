import Domain

/// Typed rows under a schema, column by column.
public struct ExampleTable: Hashable, Sendable {
    /// What is to be predicted, one a row. None is missing.
    public enum Labels: Hashable, Sendable {
        /// An index into `names` (distinct, order without meaning), one a row.
        case classes([Int32], names: [String])
        case numbers([Double])
    }

    /// What the columns are, and which is the label's.
    public var schema: Schema
    /// As many as `schema.columns`, in their order.
    public var columns: [Values]
    /// Classes or numbers, by the schema's task.
    public var labels: Labels

    /// - Precondition: Of the caller: as many columns as the schema has, each as long as the labels.
    public init(schema: Schema, columns: [Values], labels: Labels) {
        self.schema = schema
        self.columns = columns
        self.labels = labels
    }

    /// As many as there are labels.
    public var rowCount: Int {
        switch labels {
        case .classes(let indices, _): indices.count
        case .numbers(let numbers): numbers.count
        }
    }
}

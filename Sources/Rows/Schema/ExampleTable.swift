import Domain

/// Typed rows under a schema, column by column.
public struct ExampleTable: Hashable, Sendable {
    /// What the columns are, and which is the label's.
    public var schema: Schema
    /// As many as `schema.columns`, in their order.
    public var columns: [Values]
    /// As many as `schema.heads`, in their order: classes or numbers, by the head's task.
    public var heads: [Labels]

    /// - Precondition: Of the caller: as many columns and heads as the schema has, all of one length; where there are several heads, no row lacks the
    ///   labels of all.
    public init(schema: Schema, columns: [Values], heads: [Labels]) {
        self.schema = schema
        self.columns = columns
        self.heads = heads
    }

    /// A table of one head.
    public init(schema: Schema, columns: [Values], labels: Labels) { self.init(schema: schema, columns: columns, heads: [labels]) }

    /// The labels of a table of one head; of several the first's.
    public var labels: Labels {
        get { heads[0] }
        set { heads[0] = newValue }
    }

    /// As many as there are labels.
    public var rowCount: Int { heads[0].count }
}

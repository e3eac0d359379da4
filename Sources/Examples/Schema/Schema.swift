import Domain

/// A model's columns, fixed by its first file or its configuration.
public struct Schema: Hashable, Sendable, Codable {
    public struct Column: Hashable, Sendable, Codable {
        public var name: String
        public var kind: ColumnKind

        public init(name: String, kind: ColumnKind) {
            self.name = name
            self.kind = kind
        }
    }

    /// The features, in the first file's order: the order of identity and of the network's inputs.
    public var columns: [Column]
    /// The label's column.
    public var label: String
    public var task: ModelSpecification.Task

    public init(columns: [Column], label: String, task: ModelSpecification.Task) {
        self.columns = columns
        self.label = label
        self.task = task
    }
}

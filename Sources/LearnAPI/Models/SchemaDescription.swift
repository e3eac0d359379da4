import Domain

/// A model's columns.
public struct SchemaDescription: Hashable, Sendable, Codable {
    /// The features in the order of the first file.
    public var columns: [Column]
    /// The label's column.
    public var label: String
    /// Whether the label is a class or a number.
    public var task: ModelSpecification.Task
    /// What the serving version tells apart, in the order of its outputs; left out for regression.
    public var classes: [String]?
    /// What stands before a fraction in numbers that come as texts; left out where it is a point.
    public var decimal: DecimalMark?
    /// Of a model of several labels all of them, the first one among them; left out where there is one.
    public var heads: [Head]?

    /// A schema as the API shows it.
    public init(
        columns: [Column],
        label: String,
        task: ModelSpecification.Task,
        classes: [String]? = nil,
        decimal: DecimalMark? = nil,
        heads: [Head]? = nil
    ) {
        self.columns = columns
        self.label = label
        self.task = task
        self.classes = classes
        self.decimal = decimal
        self.heads = heads
    }

    /// One of several labels.
    public struct Head: Hashable, Sendable, Codable {
        /// The label's column.
        public var label: String
        /// Whether the label is a class or a number.
        public var task: ModelSpecification.Task
        /// What the serving version tells apart; left out for regression.
        public var classes: [String]?

        /// A label, with the classes that are known by now.
        public init(label: String, task: ModelSpecification.Task, classes: [String]? = nil) {
            self.label = label
            self.task = task
            self.classes = classes
        }
    }

    /// The columns of all labels.
    public var labels: [String] { heads?.map(\.label) ?? [label] }

    /// A feature column.
    public struct Column: Hashable, Sendable, Codable {
        /// As the first file spells it; `image` in a model of images.
        public var name: String
        /// What its values are taken for.
        public var kind: ColumnKind
        /// An image column's size, `28x28x1`; left out for other kinds.
        public var image: String?

        /// - Parameter image: `28x28x1`; for an image column only.
        public init(name: String, kind: ColumnKind, image: String? = nil) {
            self.name = name
            self.kind = kind
            self.image = image
        }
    }
}

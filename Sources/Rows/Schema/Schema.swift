import Domain

/// A model's columns, fixed by its first file or its configuration.
public struct Schema: Hashable, Sendable, Codable {
    public struct Column: Hashable, Sendable, Codable {
        public var name: String
        public var kind: ColumnKind
        /// An image column's size; nil for other kinds.
        public var image: ImageShape?

        public init(name: String, kind: ColumnKind, image: ImageShape? = nil) {
            precondition(
                (kind == .image) == (image != nil),
                "column '\(name)' of kind \(kind.rawValue) with image size \(image?.description ?? "none")")
            self.name = name
            self.kind = kind
            self.image = image
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

    /// The column of a model of images.
    public static let imageColumn = "image"

    /// A model of images of one size: the one column `image` and the label.
    public init(image: ImageShape) {
        self.init(columns: [Column(name: Self.imageColumn, kind: .image, image: image)], label: "label", task: .classification)
    }

    /// The images' size where the model is one of images.
    public var image: ImageShape? { columns.count == 1 ? columns[0].image : nil }
}

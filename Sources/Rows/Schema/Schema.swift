import Domain

/// A model's form: what its first file and its settings decided once, columns above all. Every field that is nil is left out of its document,
/// so that a document of the first release reads and is written as it was.
public struct Schema: Hashable, Sendable, Codable {
    /// A feature of the model.
    public struct Column: Hashable, Sendable, Codable {
        /// As the first file spells it; `image` in a model of images.
        public var name: String
        /// How its cells are read.
        public var kind: ColumnKind
        /// An image column's size; nil for other kinds.
        public var image: ImageShape?

        /// - Precondition: `image` is given for an image column, and for no other.
        public init(name: String, kind: ColumnKind, image: ImageShape? = nil) {
            precondition(
                (kind == .image) == (image != nil),
                "column '\(name)' of kind \(kind.rawValue) with image size \(image?.description ?? "none")"
            )
            self.name = name
            self.kind = kind
            self.image = image
        }

        /// - Throws: `DecodingError` for a kind that this program does not know.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            name = try keys.decode(String.self, forKey: .name)
            kind = try keys.decode(ColumnKind.self, forKey: .kind)
            image = try keys.decodeIfPresent(ImageShape.self, forKey: .image)
            guard kind.known != nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .kind,
                    in: keys,
                    debugDescription: "no kind of column is named '\(kind.rawValue)'"
                )
            }
        }
    }

    /// How class names are made of cells.
    public enum ClassNames: String, Hashable, Sendable, Codable {
        /// Whole numbers by their digits (`3` and `3.0` are `3`), all else to the letter.
        case wholeNumbers = "whole_numbers"
        /// To the letter: `007` and `7` are two.
        case letters
    }

    /// The features, in the first file's order: the order of identity and of the network's inputs.
    public var columns: [Column]
    /// The labels, at least one: in a model of several, by the order of their names as far as they were there from the beginning, later ones behind.
    public var heads: [Head]
    /// How rows with the same features count; nil, of a model that the first release made: once.
    public var repeated: RepeatedRows?
    /// Whether a row's role goes by its occurrence and not by its features: fewer than half of the first file's rows were distinct.
    /// Nil: no.
    public var isCoarse: Bool?
    /// Nil, of a model that the first release made: exact.
    public var spellings: ClassSpellings?
    /// What stands before a fraction in the first file; nil: a point.
    public var decimal: DecimalMark?

    /// A form of which everything is known. What is left out is as in a model of the first release.
    public init(
        columns: [Column],
        heads: [Head],
        repeated: RepeatedRows? = nil,
        isCoarse: Bool? = nil,
        spellings: ClassSpellings? = nil,
        decimal: DecimalMark? = nil
    ) {
        precondition(!heads.isEmpty, "a model without a label")
        self.columns = columns
        self.heads = heads
        self.repeated = repeated
        self.isCoarse = isCoarse
        self.spellings = spellings
        self.decimal = decimal
    }

    /// The same with one label.
    public init(
        columns: [Column],
        label: String,
        task: ModelSpecification.Task,
        repeated: RepeatedRows? = nil,
        isCoarse: Bool? = nil,
        spellings: ClassSpellings? = nil,
        classNames: ClassNames? = nil,
        decimal: DecimalMark? = nil
    ) {
        self.init(
            columns: columns,
            heads: [Head(name: label, task: task, classNames: classNames)],
            repeated: repeated,
            isCoarse: isCoarse,
            spellings: spellings,
            decimal: decimal
        )
    }

    /// The label's column in a model of one head; of several the first's.
    public var label: String { heads[0].name }
    /// Whether the label of a model of one head is a class or a number; of several the first's.
    public var task: ModelSpecification.Task { heads[0].task }

    /// Whether each occurrence of a row counts.
    public var countsRepeats: Bool { repeated == .count }

    /// The column of a model of images.
    public static let imageColumn = "image"

    /// A model of images of one size: the one column `image` and the label.
    public init(image: ImageShape) {
        self.init(columns: [Column(name: Self.imageColumn, kind: .image, image: image)], label: "label", task: .classification)
    }

    /// The images' size where the model is one of images.
    public var image: ImageShape? { columns.count == 1 ? columns[0].image : nil }
}

/// The settings that decide a model's form, together with its first file. Recorded with the form as canonical JSON: until a version has
/// served, other settings make the form anew.
public struct FormSettings: Hashable, Sendable, Codable {
    /// The label's column; nil: found in the first file.
    public var label: String?
    /// Nil: decided from the first file.
    public var task: ModelSpecification.Task?
    /// Several label columns; nil: one.
    public var labels: [String: HeadSpecification]?
    /// What the first file's data would not tell, by column name.
    public var columns: [String: ColumnRule]
    /// How repeated rows count, and what stands before fractions.
    public var rows: RowsSpecification
    /// Whether spellings of a class that differ in case, blanks or Unicode form alone are one class.
    public var spellings: ClassSpellings
    /// The size to which images are brought.
    public var image: ImageShape?
    /// How the model learns, where `relearn --method` has said so; nil: as its settings say.
    public var method: TrainingSpecification.Method?

    /// What of a model's settings decides its form.
    public init(_ specification: ModelSpecification, method: TrainingSpecification.Method? = nil) {
        self.method = method
        label = specification.label
        task = specification.task
        labels = specification.labels
        columns = specification.columns
        rows = specification.rows
        spellings = specification.spellings
        image = specification.network.image
    }
}

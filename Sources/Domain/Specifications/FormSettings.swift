/// The settings that decide a model's form, together with its first file. Recorded with the form as canonical JSON: until a version has
/// served, other settings make the form anew.
public struct FormSettings: Hashable, Sendable, Codable {
    public var label: String?
    public var task: ModelSpecification.Task?
    public var columns: [String: ColumnRule]
    public var rows: RowsSpecification
    public var spellings: ClassSpellings
    /// The size to which images are brought.
    public var image: ImageShape?
    /// How the model learns, where `relearn --method` has said so; nil: as its settings say.
    public var method: TrainingSpecification.Method?

    public init(_ specification: ModelSpecification, method: TrainingSpecification.Method? = nil) {
        self.method = method
        label = specification.label
        task = specification.task
        columns = specification.columns
        rows = specification.rows
        spellings = specification.spellings
        image = specification.network.image
    }
}

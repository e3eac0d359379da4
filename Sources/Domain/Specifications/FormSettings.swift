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

    public init(_ specification: ModelSpecification) {
        label = specification.label
        task = specification.task
        columns = specification.columns
        rows = specification.rows
        spellings = specification.spellings
        image = specification.network.image
    }
}

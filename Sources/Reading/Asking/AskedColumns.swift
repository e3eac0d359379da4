import Domain
import Rows

/// Which of a file's columns a model is asked with, and how their numbers are written.
struct AskedColumns {
    /// Among the file's columns, in its order.
    let places: [Int]
    let warnings: [String]

    private let schema: Schema
    private let setting: DecimalMark?

    init(_ columns: [String?], _ schema: Schema, _ specification: ModelSpecification) {
        self.schema = schema
        setting = specification.rows.decimal
        let known = Set(schema.columns.map(\.name))
        let labels = Set(schema.heads.map(\.name))
        let there = columns.indices.filter { columns[$0].map { !labels.contains($0) } ?? false }
        // A row may hold an image as pixels under names of their own; and where a column is missing, the daemon tells which, and what is there instead.
        guard known.isSubset(of: Set(columns.compactMap(\.self))) else {
            places = there
            warnings = []
            return
        }
        places = there.filter { known.contains(columns[$0]!) }
        let unknown = there.compactMap { columns[$0] }.filter { !known.contains($0) && specification.columns[$0] != .ignore }
        warnings = unknown.isEmpty ? [] : ["columns that the model does not have are ignored: \(NameList.text(unknown))"]
    }

    func isNumeric(_ column: String?) -> Bool { schema.columns.contains { $0.name == column && $0.kind == .numeric } }

    /// What stands before fractions in the file's numbers: told as it is of a file to learn from (`LaterFileReading`).
    func decimal(of opening: RowOpening) throws(Refusal) -> DecimalMark {
        let usual = setting ?? schema.decimal ?? .point
        guard setting == nil else { return usual }
        let source = try opening.source()
        let numeric = source.columns.indices.filter { source.columns[$0].map(schema.isNumeric) ?? false }
        return try DecimalCommas.mark(of: source, places: numeric) ?? usual
    }
}

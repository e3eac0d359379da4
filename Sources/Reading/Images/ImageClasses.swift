import Domain
import Rows

extension ReadResult {
    /// Images' classes by the rule for all labels: spellings that differ in case, blanks or Unicode form alone are one class. And of a model's first
    /// file, what was understood.
    func settlingImages(_ request: ReadRequest) -> ReadResult {
        guard table.schema.image != nil, case .classes(let indices, let names) = table.labels else { return self }
        var result = self
        if let schema = request.schema {
            result.table.schema = schema
        } else {
            result.table.schema.spellings = request.specification.spellings
        }
        if result.table.schema.spellings == .folded {
            var classes = NamedClasses(indices, names)
            let warnings = classes.fold()
            if !warnings.isEmpty {
                let order = CanonicalOrder(classes.indices, classes.names)
                result.table.labels = .classes(order.indices, names: order.names)
                result.remarks += warnings
            }
        }
        if request.schema == nil, notes.isEmpty { result.notes = FirstFileNotes.images(result.table, areFolders: unit == .file) }
        return result
    }
}

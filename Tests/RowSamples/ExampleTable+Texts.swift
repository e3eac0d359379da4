import Domain
import Rows

extension ExampleTable {
    /// A column's values as texts, nil where missing: numbers in Swift's form.
    package func texts(_ name: String) -> [String?] {
        guard let place = schema.columns.firstIndex(where: { $0.name == name }) else { return [] }
        let values = columns[place]
        if let numbers = values.numbers { return numbers.map { $0.isNaN ? nil : "\($0)" } }
        if let booleans = values.booleans { return booleans.map { $0 == 2 ? nil : $0 == 1 ? "true" : "false" } }
        if let (indices, levels) = values.categories { return indices.map { $0 < 0 ? nil : levels[Int($0)] } }
        guard let (pixels, shape) = values.images else { return [] }
        return (0..<rowCount).map { "\(Array(pixels[$0 * shape.count..<($0 + 1) * shape.count]))" }
    }

    /// The labels as texts: numbers in Swift's form.
    package var labelTexts: [String] {
        switch labels {
        case .classes(let indices, let names): indices.map { names[Int($0)] }
        case .numbers(let numbers): numbers.map { "\($0)" }
        }
    }

    package func kind(_ name: String) -> ColumnKind? { schema.columns.first { $0.name == name }?.kind }
}

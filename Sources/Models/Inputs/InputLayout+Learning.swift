import Domain
import Rows

extension InputLayout {
    /// The layout of a model that has seen nothing yet: the schema's columns, no levels.
    public init(schema: Schema) {
        self.init(columns: schema.columns.map { Column(name: $0.name, kind: $0.kind, image: $0.image) }, decimal: schema.decimal)
    }

    /// Levels a column may have at most; later ones stay unseen, so that a column of identifiers cannot grow a model without end.
    public static let mostLevels = 10_000

    /// This layout with the table's new levels after the known ones, in the order of their UTF-8 bytes: the rows' order does not matter.
    ///
    /// - Precondition: The table's columns are the layout's.
    public func extended(by table: ExampleTable) -> InputLayout {
        requireColumns(of: table)
        var extended = self
        for (position, values) in table.columns.enumerated() {
            guard case .categories(let indices, let levels) = values else { continue }
            var used = [Bool](repeating: false, count: levels.count)
            for index in indices where index >= 0 { used[Int(index)] = true }
            let known = Set(columns[position].levels)
            let new = levels.indices.filter { used[$0] && !known.contains(levels[$0]) }.map { levels[$0] }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            extended.columns[position].levels += new.prefix(max(0, Self.mostLevels - known.count))
        }
        return extended
    }

    /// The table's rows in the layout's form: `[rows, width]`, row by row.
    ///
    /// - Precondition: The table's columns are the layout's.
    public func encode(_ table: ExampleTable) -> [Double] {
        requireColumns(of: table)
        let width = width
        return [Double](unsafeUninitializedCapacity: table.rowCount * width) { buffer, count in
            var position = 0
            for (column, values) in table.columns.enumerated() {
                defer { position += columns[column].width }
                switch values {
                case .numbers(let numbers):
                    for (row, number) in numbers.enumerated() { buffer[row * width + position] = number }
                case .booleans(let booleans):
                    for (row, boolean) in booleans.enumerated() { buffer[row * width + position] = boolean < 2 ? Double(boolean) : .nan }
                case .categories(let indices, let levels):
                    let known = Dictionary(uniqueKeysWithValues: columns[column].levels.enumerated().map { ($1, Double($0 + 1)) })
                    let positions = levels.map { known[$0] ?? 0 }
                    for (row, index) in indices.enumerated() { buffer[row * width + position] = index < 0 ? .nan : positions[Int(index)] }
                case .images(let pixels, let shape):
                    for (index, pixel) in pixels.enumerated() {
                        buffer[index / shape.count * width + position + index % shape.count] = Double(pixel)
                    }
                }
            }
            count = table.rowCount * width
        }
    }

    private func requireColumns(of table: ExampleTable) {
        precondition(
            table.schema.columns.map(\.name) == columns.map(\.name),
            "a table of columns \(table.schema.columns.map(\.name)) under a layout of \(columns.map(\.name))"
        )
    }
}

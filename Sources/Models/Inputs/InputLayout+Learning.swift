import Domain
import Rows
import Threads

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
            guard columns[position].kind.form.areLevels, let (indices, levels) = values.categories else { continue }
            var used = [Bool](repeating: false, count: levels.count)
            for index in indices where index >= 0 { used[Int(index)] = true }
            let known = Set(columns[position].levels)
            let new = levels.indices.filter { used[$0] && !known.contains(levels[$0]) }.map { levels[$0] }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            extended.columns[position].levels += new.prefix(max(0, Self.mostLevels - known.count))
        }
        return extended
    }

    /// Some of a table's rows in the layout's form, with their texts, for as long as the call.
    ///
    /// - Precondition: The table's columns are the layout's; there is a row.
    public func withRows<R>(of table: ExampleTable, _ rows: Range<Int>, _ body: (InputRows) throws -> R) rethrows -> R {
        requireColumns(of: table)
        var numbers = Encoding(self, table).rows(rows)
        var texts = TextCollector()
        for (column, offset) in zip(columns.indices, offsets) where columns[column].isText {
            guard let (indices, levels) = table.columns[column].categories else { continue }
            for (place, row) in rows.enumerated() where indices[row] >= 0 {
                numbers[place * width + offset] = Double(texts.count)
                texts.add(levels[Int(indices[row])].utf8)
            }
        }
        return try texts.withTexts { texts in
            try numbers.withUnsafeBufferPointer { try body(InputRows($0.baseAddress!, texts: texts)) }
        }
    }

    /// The table's rows in the layout's form: `[rows, width]`, row by row. Of texts, whether there is one: 0, or NaN where it is missing.
    ///
    /// - Precondition: The table's columns are the layout's.
    public func encode(_ table: ExampleTable) -> [Double] {
        requireColumns(of: table)
        return Encoding(self, table).rows(0..<table.rowCount)
    }

    /// The same of a large table, a block of rows after the other: of all at once there may be no room for a copy.
    ///
    /// - Parameter take: Is given the rows' places and their form.
    func encodeInBlocks(_ table: ExampleTable, _ take: (Range<Int>, UnsafePointer<Double>) -> Void) {
        requireColumns(of: table)
        let encoding = Encoding(self, table)
        let blockRows = max(1, Self.blockNumbers / max(1, width))
        for start in stride(from: 0, to: table.rowCount, by: blockRows) {
            WorkPulse.beat()
            let rows = start..<min(start + blockRows, table.rowCount)
            encoding.rows(rows).withUnsafeBufferPointer { if let numbers = $0.baseAddress { take(rows, numbers) } }
        }
    }

    private static let blockNumbers = 1 << 16

    /// A table ready to be written in a layout's form.
    private struct Encoding {
        private let layout: InputLayout
        private let table: ExampleTable
        /// Of each column of texts: what a level of the table is in the layout.
        private let levels: [[Double]]

        init(_ layout: InputLayout, _ table: ExampleTable) {
            self.layout = layout
            self.table = table
            levels = zip(layout.columns, table.columns).map { column, values in
                let names = values.column.levels
                guard !names.isEmpty else { return [] }
                guard !column.isText else { return [Double](repeating: 0, count: names.count) }
                let known = Dictionary(uniqueKeysWithValues: column.levels.enumerated().map { ($1, Double($0 + 1)) })
                return names.map { known[$0] ?? 0 }
            }
        }

        func rows(_ rows: Range<Int>) -> [Double] {
            let width = layout.width
            return [Double](unsafeUninitializedCapacity: rows.count * width) { buffer, count in
                var position = 0
                for (column, values) in table.columns.enumerated() {
                    defer { position += layout.columns[column].width }
                    if let start = buffer.baseAddress {
                        values.column.fill(start + position, stride: width, rows: rows, places: levels[column])
                    }
                }
                count = rows.count * width
            }
        }
    }

    private func requireColumns(of table: ExampleTable) {
        precondition(
            table.schema.columns.map(\.name) == columns.map(\.name),
            "a table of columns \(table.schema.columns.map(\.name)) under a layout of \(columns.map(\.name))"
        )
    }
}

import LearnAPI

/// Columns of one kind that are numbered through, told in one line: `pixel_0 … pixel_63`, `numeric, 64 columns`.
package struct ColumnRun {
    package var name: String
    package var kind: String

    /// From how many columns on a run is told as one.
    private static let least = 4

    package static func runs(of columns: [SchemaDescription.Column]) -> [ColumnRun] {
        var runs: [ColumnRun] = []
        var start = 0
        while start < columns.count {
            var end = start + 1
            while end < columns.count, follows(columns[end], columns[end - 1]) { end += 1 }
            if end - start >= least {
                let (first, last) = (columns[start], columns[end - 1])
                runs.append(ColumnRun(name: "\(first.name) … \(last.name)", kind: "\(kind(first)), \(end - start) columns"))
            } else {
                runs += columns[start..<end].map { ColumnRun(name: $0.name, kind: kind($0)) }
            }
            start = end
        }
        return runs
    }

    private static func kind(_ column: SchemaDescription.Column) -> String {
        column.kind.rawValue + (column.image.map { " \($0)" } ?? "")
    }

    private static func follows(_ column: SchemaDescription.Column, _ earlier: SchemaDescription.Column) -> Bool {
        guard column.kind == earlier.kind, column.image == earlier.image else { return false }
        let (name, before) = (numbered(column.name), numbered(earlier.name))
        guard let name, let before, name.stem == before.stem else { return false }
        return name.number == before.number + 1
    }

    /// `pixel_12` is number 12 of `pixel_`.
    private static func numbered(_ name: String) -> (stem: Substring, number: Int)? {
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
        guard digits > 0, let number = Int(name.suffix(digits)) else { return nil }
        return (name.dropLast(digits), number)
    }
}

import Domain
import Rows

/// Column names as a file's first line gives them.
enum HeaderNames {
    /// - Returns: Trimmed names; nil where a column has none.
    /// - Throws: `Refusal` where a name comes twice, is not UTF-8, or the line looks like a row.
    /// - Parameter repeated: Columns, from 0, in which the rows show the name as a value.
    static func read(
        _ cells: Slice<UnsafeMutableBufferPointer<Cell>>,
        place: String,
        repeated: Set<Int> = []
    ) throws(Refusal) -> [String?] {
        var names: [String?] = []
        for cell in cells {
            let trimmed = cell.trimmed
            guard trimmed.count > 0 else {
                names.append(nil)
                continue
            }
            guard let name = CanonicalText.read(trimmed.bytes) else {
                throw Refusal(
                    .invalid,
                    what: "the name of column \(names.count + 1) is not UTF-8",
                    at: place,
                    fix: RowCure.notUTF8
                )
            }
            guard !trimmed.bytes.contains(0) else {
                throw Refusal(
                    .invalid,
                    what: "the name of column \(names.count + 1) holds a NUL byte",
                    at: place,
                    fix: "write the file again as UTF-8"
                )
            }
            names.append(name)
        }
        try refuseRow(cells, names, place)
        var seen: Set<String> = []
        for (column, name) in names.enumerated() {
            guard let name, !seen.insert(name).inserted else { continue }
            let isValue = repeated.contains(column) || names.firstIndex(of: name).map(repeated.contains) == true
            throw Refusal(
                .invalid,
                what: "two columns are named \(isValue ? RowValue.quoted(name) : "'\(name)'")"
                    + (isValue ? ", and rows hold it as a value: does the file have no line of column names?" : ""),
                at: place,
                fix: isValue ? "put a line of column names above the first row" : "give every column a name of its own"
            )
        }
        return names
    }

    /// A first line of numbers is a row. Whole numbers beside words may be names (pixels 0 to 63, then `label`); 5.1 is not.
    private static func refuseRow(_ cells: Slice<UnsafeMutableBufferPointer<Cell>>, _ names: [String?], _ place: String) throws(Refusal) {
        var numbers = 0
        var fractions = 0
        for cell in cells {
            let bytes = cell.trimmed.bytes
            guard bytes.count > 0, case .number = NumberScanner.scan(bytes.baseAddress!, bytes.count) else { continue }
            numbers += 1
            if bytes.contains(UInt8(ascii: ".")) { fractions += 1 }
        }
        let named = names.count { $0 != nil }
        guard numbers == named || fractions > 0 else { return }
        let what =
            named == 0
            ? "the first line names no column"
            : "the first line looks like a row (\(names.compactMap(\.self).prefix(3).map(RowValue.quoted).joined(separator: ", ")))"
        throw Refusal(.invalid, what: what, at: place, fix: "put the columns' names into the first line")
    }
}

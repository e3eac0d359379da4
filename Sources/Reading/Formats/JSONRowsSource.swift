import Domain
import Glibc
import Rows

/// The rows of a JSON file that are objects: one a line, or one after another in a document.
final class JSONRowsSource: RecordSource {
    private(set) var columns: [String?]
    let unit: RowUnit

    private let file: InputFile
    /// The columns are the schema's: others are passed over and told of.
    private let isGiven: Bool
    private var places: [String: Int]
    private var names: [ColumnName]
    /// Which columns some row had.
    private var seen: [Bool]
    private var ignored: [String] = []
    private let splitter: JSONRowSplitter
    private var cells: UnsafeMutableBufferPointer<Cell>
    private var parser = JSONObjectParser()

    /// - Parameters:
    ///   - columns: Those known so far; names found beyond them join them unless `isGiven`.
    ///   - passed: Columns that may hold anything.
    init(_ layout: JSONLayout, file: InputFile, columns: [String], isGiven: Bool, passed: PassedColumns) throws(Refusal) {
        self.file = file
        self.isGiven = isGiven
        if case .lines = layout { unit = .line } else { unit = .row }
        self.columns = columns
        names = columns.map(ColumnName.init)
        parser.passed = passed
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        seen = [Bool](repeating: false, count: columns.count)
        splitter = try JSONRowSplitter(layout, file: file)
        // After all that throws: a `deinit` that does not run frees nothing.
        cells = .allocate(capacity: file.limits.columns + 1)
    }

    deinit { cells.deallocate() }

    var warnings: [String] {
        let unknown = ignored.filter { !parser.passed.ignored.contains($0) } + parser.passedOver.filter { !ignored.contains($0) }
        return unknown.isEmpty ? [] : ["columns that the model does not have are ignored: \(NameList.text(unknown))"]
    }

    var leftOut: Set<String> { parser.leftOut }
    var sawBareFraction: Bool { parser.sawFraction }
    var expandedBytes: Int { splitter.window.expandedBytes }
    var takenBytes: Int { splitter.window.expandedBytes - (splitter.window.end - splitter.window.start) }

    func next() throws(Refusal) -> Record? {
        while let row = try splitter.next() {
            if row.bytes.allSatisfy({ Cell.isBlank($0) || $0 == UInt8(ascii: "\r") }) { continue }
            for place in columns.indices { cells[place] = .absent }
            let fault = try parse(row.bytes, row.line)
            return Record(
                line: row.line,
                fault: fault,
                cells: UnsafeMutableBufferPointer(rebasing: cells[..<columns.count]),
                bytes: row.bytes
            )
        }
        try refuseUnseen()
        return nil
    }

    private func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Int) throws(Refusal) -> String? {
        parser.begin(bytes)
        var filled = 0
        var tooMany = false
        let fault = parser.members { key, cell in
            let name = key.trimmed.bytes
            // Most rows have the names in one order.
            let found = filled < names.count && names[filled].matches(name) ? .success(filled) : place(of: name)
            guard case .success(let place?) = found else {
                tooMany = columns.count > file.limits.columns
                if case .failure(let fault) = found { return fault.reason }
                return nil
            }
            guard cells[place].start == Cell.absent.start else { return "the name '\(columns[place] ?? "")' comes twice" }
            cells[place] = cell
            seen[place] = true
            filled = place + 1
            return nil
        }
        guard !tooMany else {
            let limit = file.limits.columns
            throw Refusal(
                .tooLarge,
                what: "the file has more than \(limit) columns",
                at: "\(file.name):\(line)",
                fix: "raise the limit (inbox.columns)"
            )
        }
        return fault
    }

    /// Where a column's cells are put; nil if it is passed over, or one too many.
    private func place(of bytes: UnsafeBufferPointer<UInt8>) -> Result<Int?, JSONObjectParser.Fault> {
        guard let name = CanonicalText.read(bytes) else { return .failure(JSONObjectParser.Fault(reason: "a name is not UTF-8")) }
        return .success(place(of: name))
    }

    private func place(of name: String) -> Int? {
        if let place = places[name] { return place }
        if isGiven || name.isEmpty {
            if ignored.count < 100, !ignored.contains(name) { ignored.append(name) }
            return nil
        }
        columns.append(name)
        names.append(ColumnName(name))
        guard columns.count <= file.limits.columns else { return nil }
        places[name] = columns.count - 1
        seen.append(false)
        cells[columns.count - 1] = .absent
        return columns.count - 1
    }

    private func refuseUnseen() throws(Refusal) {
        guard isGiven, let place = seen.firstIndex(of: false), seen.contains(true) else { return }
        throw Refusal(.invalid, what: "no row has the column '\(columns[place] ?? "")'", at: file.name, fix: "add it")
    }
}

/// A column's name as it mostly stands in a file.
private struct ColumnName {
    private let bytes: [UInt8]

    init(_ name: String) { bytes = Array(name.utf8) }

    @inline(__always)
    func matches(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count == other.count && (bytes.isEmpty || memcmp(bytes, other.baseAddress!, bytes.count) == 0)
    }
}

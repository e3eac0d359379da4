import Domain
import Rows

/// The rows of a document whose values stand in lists: one a row, or one a column.
final class JSONTableSource: RecordSource {
    let columns: [String?]
    let warnings: [String] = []
    let unit = RowUnit.row

    private let document: JSONDocument
    private let names: [String]
    private var form: JSONTable.Form
    private var parser = JSONObjectParser()
    private var row = 0
    private let cells: UnsafeMutableBufferPointer<Cell>
    /// How far the rows reach.
    private var place = 0

    init(_ table: JSONTable, file: InputFile) throws(Refusal) {
        guard table.columns.count <= file.limits.columns else {
            throw Refusal(
                .tooLarge,
                what: "the file has more than \(file.limits.columns) columns",
                at: file.name,
                fix: "raise the limit (inbox.columns)"
            )
        }
        var seen: Set<String> = []
        for name in table.columns where !name.isEmpty && !seen.insert(name).inserted {
            throw Refusal(.invalid, what: "two columns are named '\(name)'", at: file.name, fix: "give every column a name of its own")
        }
        document = table.document
        names = table.columns
        columns = table.columns.map { $0.isEmpty ? nil : $0 }
        form = table.form
        cells = .allocate(capacity: table.columns.count)
        parser.begin(document.bytes)
    }

    deinit { cells.deallocate() }

    var sawBareFraction: Bool { parser.sawFraction }
    var expandedBytes: Int { document.bytes.count }
    var takenBytes: Int { max(1, place) }

    func next() throws(Refusal) -> Record? {
        switch form {
        case .columns(let places, let areKeyed): try nextOfColumns(places, areKeyed)
        case .rows(let place, let isSequence): try nextOfRows(place, isSequence)
        }
    }

    private func nextOfRows(_ start: Int, _ isSequence: Bool) throws(Refusal) -> Record? {
        var cursor = JSONCursor(document.bytes, at: start)
        if row > 0, cursor.token() == UInt8(ascii: ",") { cursor.place += 1 }
        guard let token = cursor.token() else {
            if isSequence { return nil }
            throw document.damaged(cursor.place, "")
        }
        if token == UInt8(ascii: "]"), !isSequence { return nil }
        let first = cursor.place
        guard let range = cursor.skip() else { throw document.damaged(document.bytes.count, "") }
        form = .rows(place: cursor.place, isSequence: isSequence)
        place = cursor.place
        row += 1
        parser.move(to: first, isNewRow: true)
        return record(fault: token == UInt8(ascii: "[") ? rowFault(first, range) : "the row is not a list of values", range)
    }

    private func rowFault(_ first: Int, _ range: Range<Int>) -> String? {
        var cursor = JSONCursor(document.bytes, at: first + 1)
        var filled = 0
        var fault: String?
        while !cursor.take("]") {
            if filled > 0, !cursor.take(",") { return "a comma or the end of the list is expected" }
            if filled < names.count, fault == nil { fault = read(filled, at: cursor.place) }
            guard cursor.skip() != nil, cursor.place <= range.upperBound else { return "the list is damaged" }
            filled += 1
        }
        return filled == names.count ? fault : "the row has \(filled) values, the columns are \(names.count)"
    }

    private func nextOfColumns(_ starts: [Int], _ areKeyed: Bool) throws(Refusal) -> Record? {
        var places = starts
        var fault: String?
        var key: Range<Int>?
        var ended = 0
        for column in places.indices {
            var cursor = JSONCursor(document.bytes, at: places[column])
            if row > 0, cursor.token() == UInt8(ascii: ",") { cursor.place += 1 }
            if cursor.token() == UInt8(ascii: areKeyed ? "}" : "]") {
                ended += 1
                continue
            }
            if areKeyed { try passKey(&cursor, column, &key) }
            parser.move(to: cursor.place, isNewRow: column == 0)
            if let wrong = read(column, at: cursor.place) { fault = fault ?? wrong }
            guard cursor.skip() != nil else { throw document.damaged(cursor.place, "a value is expected") }
            let behind = cursor.token()
            guard behind == UInt8(ascii: ",") || behind == UInt8(ascii: areKeyed ? "}" : "]") else {
                throw document.damaged(cursor.place, "a comma or the end of the column is expected")
            }
            places[column] = cursor.place
        }
        if ended == places.count { return nil }
        guard ended == 0 else {
            throw Refusal(
                .invalid,
                what: "the columns have different numbers of values: some end after \(row)",
                at: document.name,
                fix: "give every column a value for each row, null where it is missing"
            )
        }
        form = .columns(places: places, areKeyed: areKeyed)
        place += places[0] - starts[0]
        row += 1
        return record(fault: fault, starts[0]..<places[0])
    }

    /// Passes over a row's name, which must be the same in all columns.
    private func passKey(_ cursor: inout JSONCursor, _ column: Int, _ key: inout Range<Int>?) throws(Refusal) {
        guard let name = cursor.skip(), cursor.take(":") else { throw document.damaged(cursor.place, "a row's name is expected") }
        guard let first = key else {
            key = name
            return
        }
        guard document.bytes[first].elementsEqual(document.bytes[name]) else {
            throw Refusal(
                .invalid,
                what:
                    "row \(row + 1) is \(RowValue.marked(document.text(first))) in column '\(names[0])' and \(RowValue.marked(document.text(name))) in column '\(names[column])'",
                at: document.name,
                fix: "let all columns list the same rows in the same order"
            )
        }
    }

    /// Reads a value into its column's cell; returns what is wrong with it.
    private func read(_ column: Int, at place: Int) -> String? {
        var name = names[column]
        parser.move(to: place, isNewRow: column == 0)
        let value = name.withUTF8 { parser.value(under: Cell(start: $0.baseAddress ?? Cell.absent.start, count: $0.count)) }
        switch value {
        case .success(let cell): cells[column] = cell
        case .failure(let fault):
            cells[column] = .absent
            return fault.reason
        }
        return nil
    }

    private func record(fault: String?, _ range: Range<Int>) -> Record {
        Record(line: row, fault: fault, cells: cells, bytes: UnsafeBufferPointer(rebasing: document.bytes[range]))
    }
}

import Domain
import Glibc
import Rows

/// The rows of a JSON Lines file.
final class JSONLinesSource: RecordSource {
    private(set) var columns: [String?]

    private let window: ByteWindow
    private let file: InputFile
    /// The columns are the schema's: others are passed over and told of.
    private let isGiven: Bool
    private var places: [String: Int]
    /// Which columns some row had.
    private var seen: [Bool]
    private var ignored: [String] = []
    private var line = 1
    private var cells: UnsafeMutableBufferPointer<Cell>
    private var parser = JSONObjectParser()

    /// - Parameter columns: Those known so far; names found beyond them join them unless `isGiven`.
    init(_ file: InputFile, columns: [String], isGiven: Bool) throws(Refusal) {
        self.file = file
        self.isGiven = isGiven
        self.columns = columns
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        seen = [Bool](repeating: false, count: columns.count)
        window = try file.open()
        // After all that throws: a `deinit` that does not run frees nothing.
        cells = .allocate(capacity: file.limits.columns + 1)
        try refuseArray()
    }

    deinit { cells.deallocate() }

    var warnings: [String] {
        ignored.isEmpty ? [] : ["columns that the model does not have are ignored: \(NameList.text(ignored))"]
    }

    var expandedBytes: Int { window.expandedBytes }
    var takenBytes: Int { window.expandedBytes - (window.end - window.start) }

    func next() throws(Refusal) -> Record? {
        while let bytes = try nextLine() {
            let line = line
            self.line += 1
            if bytes.allSatisfy({ Cell.isBlank($0) || $0 == UInt8(ascii: "\r") }) { continue }
            for place in columns.indices { cells[place] = .absent }
            let fault = try parse(bytes, line)
            return Record(
                line: line, fault: fault, cells: UnsafeMutableBufferPointer(rebasing: cells[..<columns.count]), bytes: bytes)
        }
        try refuseUnseen()
        return nil
    }

    /// The next line without its line feed; nil at the end.
    private func nextLine() throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        while true {
            let start = window.base + window.start
            let length = window.end - window.start
            if let found = memchr(start, Int32(UInt8(ascii: "\n")), length) {
                let bytes = UnsafeBufferPointer(
                    start: UnsafePointer(start), count: start.distance(to: found.assumingMemoryBound(to: UInt8.self)))
                window.start += bytes.count + 1
                return bytes
            }
            if window.isWhole {
                guard length > 0 else { return nil }
                window.start = window.end
                return UnsafeBufferPointer(start: UnsafePointer(start), count: length)
            }
            try window.readMore(line: line)
        }
    }

    private func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Int) throws(Refusal) -> String? {
        parser.begin(bytes)
        var filled = 0
        var tooMany = false
        let fault = parser.members { key, cell in
            guard let name = CanonicalText.read(key.trimmed.bytes) else { return "a name is not UTF-8" }
            guard let place = place(of: name, next: filled) else {
                tooMany = columns.count > file.limits.columns
                return nil
            }
            guard cells[place].start == Cell.absent.start else { return "the name '\(name)' comes twice" }
            cells[place] = cell
            seen[place] = true
            filled = place + 1
            return nil
        }
        guard !tooMany else {
            let limit = file.limits.columns
            throw Refusal(.tooLarge, what: "the file has more than \(limit) columns", at: "\(file.name):\(line)", fix: "raise the bound")
        }
        return fault
    }

    /// - Parameter next: Where the name would stand if the row had the columns' order.
    private func place(of name: String, next: Int) -> Int? {
        if next < columns.count, columns[next] == name { return next }
        if let place = places[name] { return place }
        if isGiven || name.isEmpty {
            if ignored.count < 100, !ignored.contains(name) { ignored.append(name) }
            return nil
        }
        columns.append(name)
        guard columns.count <= file.limits.columns else { return nil }
        places[name] = columns.count - 1
        seen.append(false)
        cells[columns.count - 1] = .absent
        return columns.count - 1
    }

    private func refuseArray() throws(Refusal) {
        let first = UnsafeBufferPointer(start: window.base + window.start, count: window.end - window.start)
            .first { !Cell.isBlank($0) && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard first == UInt8(ascii: "[") else { return }
        throw Refusal(
            .invalid, what: "the file is a JSON array", at: file.name,
            fix: "write one object a line, e.g. with 'jq -c .[]'")
    }

    private func refuseUnseen() throws(Refusal) {
        guard isGiven, line > 1, let place = seen.firstIndex(of: false), seen.contains(true) else { return }
        throw Refusal(.invalid, what: "no row has the column '\(columns[place] ?? "")'", at: file.name, fix: "add it")
    }
}

/// Names for a message: the first ten and how many more.
enum NameList {
    static func text(_ names: [String]) -> String {
        let shown = names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}

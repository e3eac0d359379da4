import Domain

/// Finds the rows in a document: pandas' and other programs' ways to write a table as one JSON value.
struct JSONDocumentSearch {
    let document: JSONDocument
    let isLines: Bool
    let file: InputFile

    private static let rowsNames = ["data", "rows", "values"]
    private static let columnsNames = ["columns", "header", "headers", "fields", "names"]

    func find() throws(Refusal) -> JSONLayout {
        var cursor = JSONCursor(document.bytes)
        if cursor.token() == UInt8(ascii: "[") { return try .table(rowsOfLists(at: cursor.place)) }
        let start = cursor.place
        // Many rows under numbers need not be listed to be known.
        let (members, end) = try document.members(at: start, atMost: file.limits.columns + 1)
        guard members.count <= file.limits.columns else {
            guard areNumbers(members) else {
                throw Refusal(
                    .tooLarge,
                    what: "the file's object has more than \(file.limits.columns) members",
                    at: file.name,
                    fix: "write a list of objects, one a row"
                )
            }
            return .part(document, start..<document.bytes.count, areKeyed: true)
        }
        cursor.place = end
        if let more = cursor.token() {
            guard more == UInt8(ascii: "{") else { throw document.damaged(cursor.place, "something follows the object") }
            return .part(document, start..<document.bytes.count, areKeyed: false)
        }
        if let table = try table(members) { return .table(table) }
        let lists = members.filter { isList($0) && document.firstInside($0.value) == UInt8(ascii: "{") }
        guard lists.count < 2 else {
            throw Refusal(
                .invalid,
                what: "the file holds more than one list of objects: \(NameList.text(lists.map { document.text($0.name) }))",
                at: file.name,
                fix: "write one of them into a file of its own: jq .\(document.text(lists[0].name)) \(file.name)"
            )
        }
        if let rows = lists.first { return .part(document, rows.value, areKeyed: false) }
        if members.count > 0, members.allSatisfy({ isObject($0) }) {
            if areNumbers(members) { return .part(document, start..<end, areKeyed: true) }
            if let columns = try columnsOfObjects(members) { return .table(columns) }
        }
        // A single row.
        return .part(document, start..<end, areKeyed: false)
    }

    /// Lists as columns, or names in one list and rows in another.
    private func table(_ members: [JSONDocument.Member]) throws(Refusal) -> JSONTable? {
        let names = members.first { Self.columnsNames.contains(document.text($0.name)) && isList($0) }
        let rows = members.first {
            Self.rowsNames.contains(document.text($0.name)) && isList($0) && document.firstInside($0.value) == UInt8(ascii: "[")
        }
        if let names, let rows {
            return JSONTable(
                document: document,
                columns: try texts(names.value),
                form: .rows(place: rows.value.lowerBound + 1, isSequence: false)
            )
        }
        guard members.count > 1, members.allSatisfy({ isList($0) && holdsValues($0) }) else { return nil }
        return JSONTable(
            document: document,
            columns: members.map { document.text($0.name) },
            form: .columns(places: members.map { $0.value.lowerBound + 1 }, areKeyed: false)
        )
    }

    /// pandas' own form: under each column's name an object with a value under each row's.
    private func columnsOfObjects(_ members: [JSONDocument.Member]) throws(Refusal) -> JSONTable? {
        guard members.count > 1, members.allSatisfy({ isObject($0) && holdsValues($0) }) else { return nil }
        let first = try document.members(at: members[0].value.lowerBound, atMost: 2).members
        for member in members.dropFirst() {
            let other = try document.members(at: member.value.lowerBound, atMost: 2).members
            // Where they are numbers, a row that differs is told when it comes.
            if areNumbers(first), areNumbers(other) { continue }
            guard other.map({ document.text($0.name) }) == first.map({ document.text($0.name) }) else { return nil }
        }
        // Objects with the same names may also be the parts of one row.
        guard areNumbers(first) || first.count > 1 && !isLines else { return nil }
        return JSONTable(
            document: document,
            columns: members.map { document.text($0.name) },
            form: .columns(places: members.map { $0.value.lowerBound + 1 }, areKeyed: true)
        )
    }

    /// `[["a","label"],[1,"x"]]`, or one such list a line.
    private func rowsOfLists(at start: Int) throws(Refusal) -> JSONTable {
        var cursor = JSONCursor(document.bytes, at: start)
        _ = cursor.take("[")
        let isSequence = cursor.token() != UInt8(ascii: "[")
        if isSequence { cursor.place = start }
        guard let names = cursor.skip() else { throw document.damaged(document.bytes.count, "a list never ends") }
        let columns = try texts(names)
        _ = cursor.take(",")
        return JSONTable(document: document, columns: columns, form: .rows(place: cursor.place, isSequence: isSequence))
    }

    /// A list's texts, as column names. Whole numbers may name columns only where at least as many others are words: else it is a row.
    private func texts(_ list: Range<Int>) throws(Refusal) -> [String] {
        var cursor = JSONCursor(document.bytes, at: list.lowerBound + 1)
        var texts: [String] = []
        var words = 0
        var isRow = false
        while !cursor.take("]") {
            guard let value = cursor.skip() else { throw document.damaged(cursor.place, "a list never ends") }
            let isWord = document.bytes[value.lowerBound] == UInt8(ascii: "\"")
            words += isWord ? 1 : 0
            if !isWord, Int(document.text(value)) == nil { isRow = true }
            texts.append(document.text(isWord ? value.lowerBound + 1..<value.upperBound - 1 : value))
            _ = cursor.take(",")
        }
        guard words > 0, 2 * words >= texts.count, !isRow else {
            throw Refusal(
                .invalid,
                what: "the file's rows are lists, and the first does not hold the columns' names",
                at: file.name,
                fix: "write objects, or put a list of the columns' names before the rows"
            )
        }
        return texts
    }

    private func isList(_ member: JSONDocument.Member) -> Bool { document.bytes[member.value.lowerBound] == UInt8(ascii: "[") }
    private func isObject(_ member: JSONDocument.Member) -> Bool { document.bytes[member.value.lowerBound] == UInt8(ascii: "{") }

    /// Not lists or objects, as far as the first tells.
    private func holdsValues(_ member: JSONDocument.Member) -> Bool {
        guard let first = document.firstInside(member.value) else { return false }
        return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
    }

    private func areNumbers(_ members: [JSONDocument.Member]) -> Bool {
        members.allSatisfy { Int(document.text($0.name)) != nil }
    }
}

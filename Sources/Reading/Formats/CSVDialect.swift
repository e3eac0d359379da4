import Domain

/// How a delimited text is written, and where its column names stand.
struct CSVDialect {
    var separator = CSVHead.Separator.comma
    /// Blanks before an opening quote are passed over.
    var skipsBlanks = false
    /// A backslash stands before quotes inside of fields.
    var escapesQuotes = false
    /// Lines that begin so are comments.
    var comment: [UInt8]?
    /// Where the line of names begins, and which line it is.
    var start = 0
    var line = 1
    /// A column that the rows have and the line of names lacks.
    var unnamed: UnnamedColumn?
    /// Why the line of names looks like a row.
    var likeness: NamesLikeness?
    var warnings: [String] = []

    enum UnnamedColumn {
        /// R's row names.
        case first
        /// Behind a delimiter at every row's end.
        case last
    }

    /// Records that are looked at.
    static let headRecords = 20

    /// The dialect that the text's beginning shows; where that is not plain, the one of RFC 4180 with the first line as it stands.
    ///
    /// - Throws: `Refusal` where the text is plainly something else than a table, or its first line not the names.
    static func find(in head: CSVHead, isTabbed: Bool, name: String) throws(Refusal) -> CSVDialect {
        try CSVDialectSearch(head: head, isTabbed: isTabbed, name: name).find()
    }
}

/// Finds a text's dialect, one question after another.
struct CSVDialectSearch {
    let head: CSVHead
    let isTabbed: Bool
    /// The file's.
    let name: String

    /// What comments begin with.
    private static let marks = ["#", "%", "//"].map { Array($0.utf8) }

    func find() throws(Refusal) -> CSVDialect {
        var dialect = CSVDialect()
        dialect.start = head.bytes.startIndex
        dialect.escapesQuotes = head.escapesQuotes
        skipEmptyLines(&dialect)
        let announced = announcedSeparator(&dialect)
        try refuseOthers(at: dialect)
        let comments = skipComments(&dialect)
        try refuseARFF(at: dialect)
        dialect.separator = announced ?? usualSeparator(at: dialect)
        var records = records(&dialect)
        if announced == nil, !isClean(records) {
            try separate(&dialect, &records)
        }
        if let last = comments.last, let names = namesInComment(last, dialect) {
            // The last line with a mark is the names'.
            dialect.start = last.range.lowerBound
            dialect.line = last.line
            dialect.comment = comments.count > 1 ? dialect.comment : nil
            records = names
        }
        if dialect.separator == .tab, hasCopyEscapes {
            dialect.warnings.append(
                "its texts hold backslash escapes, as PostgreSQL's COPY writes them (\\\\, \\t, \\n): they are learned as they stand; export with COPY … WITH (FORMAT csv, HEADER)"
            )
        }
        let passed = comments.filter { $0.line < dialect.line }
        try CSVNamesSearch(head: head, name: name).find(&dialect, records, passed: passed)
        return dialect
    }

    /// A backslash that is doubled, or `\N` alone in a field and other escapes besides.
    private var hasCopyEscapes: Bool {
        let text = head.bytes
        func ends(_ place: Int) -> Bool { !text.indices.contains(place) || "\t\r\n".utf8.contains(text[place]) }
        var (sawNull, sawOther, place) = (false, false, text.startIndex)
        while let slash = text[place...].firstIndex(of: UInt8(ascii: "\\")), slash + 1 < text.endIndex {
            let next = text[slash + 1]
            if next == UInt8(ascii: "N") { sawNull = sawNull || ends(slash - 1) && ends(slash + 2) }
            if next == UInt8(ascii: "\\") { return true }
            if "tnr".utf8.contains(next) { sawOther = true }
            if sawNull, sawOther { return true }
            place = slash + 2
        }
        return false
    }

    private func skipEmptyLines(_ dialect: inout CSVDialect) {
        while let line = head.line(at: dialect.start, number: dialect.line), line.range.isEmpty {
            (dialect.start, dialect.line) = (line.next, line.nextLine)
        }
    }

    /// Excel's `sep=;` in the first line.
    private func announcedSeparator(_ dialect: inout CSVDialect) -> CSVHead.Separator? {
        guard let line = head.line(at: dialect.start, number: dialect.line), line.range.count <= 8 else { return nil }
        var text = String(decoding: head.bytes[line.range], as: UTF8.self)
        if text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
        guard text.lowercased().hasPrefix("sep=") else { return nil }
        let mark = text.dropFirst(4)
        guard let byte = mark == "\\t" ? UInt8(ascii: "\t") : mark.utf8.count == 1 ? mark.utf8.first : nil else { return nil }
        guard byte == UInt8(ascii: "\t") || byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") else { return nil }
        (dialect.start, dialect.line) = (line.next, line.nextLine)
        skipEmptyLines(&dialect)
        return .byte(byte)
    }

    /// - Returns: The lines with a mark before the first that has none.
    private func skipComments(_ dialect: inout CSVDialect) -> [CSVHead.Record] {
        guard let mark = Self.marks.first(where: { head.bytes[dialect.start...].starts(with: $0) }) else { return [] }
        var lines: [CSVHead.Record] = []
        var after = dialect
        while let line = head.line(at: after.start, number: after.line), line.range.isEmpty || head.bytes[line.range].starts(with: mark) {
            if !line.range.isEmpty { lines.append(line) }
            (after.start, after.line) = (line.next, line.nextLine)
        }
        // Comments alone, as far as can be seen: then the first line is what it is.
        guard after.start < head.bytes.endIndex else { return [] }
        dialect = after
        dialect.comment = mark
        return lines
    }

    /// By the first line: a tab where the file's name says so, a semicolon where it has more of them outside quotes, else a comma.
    private func usualSeparator(at dialect: CSVDialect) -> CSVHead.Separator {
        if isTabbed { return .tab }
        var (commas, semicolons, isQuoted) = (0, 0, false)
        for byte in head.bytes[dialect.start...] {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: ",") { commas += 1 }
            if byte == UInt8(ascii: ";") { semicolons += 1 }
        }
        return semicolons > commas ? .semicolon : .comma
    }

    /// The first records under the dialect's separator; decides whether blanks may stand before quotes.
    private func records(_ dialect: inout CSVDialect) -> [CSVHead.Record] {
        dialect.skipsBlanks = false
        let plain = records(dialect)
        guard dialect.separator != .blanks, hasBlankBeforeQuote(dialect) else { return plain }
        var spaced = dialect
        spaced.skipsBlanks = true
        let other = records(spaced)
        let quoted = other.prefix(2).flatMap(\.fields).filter(\.hasBlankBeforeQuote)
        guard !quoted.isEmpty, !quoted.contains(where: \.hasTextAfterQuote) else { return plain }
        dialect = spaced
        return other
    }

    private func records(_ dialect: CSVDialect) -> [CSVHead.Record] {
        head.records(
            from: dialect.start,
            line: dialect.line,
            dialect.separator,
            skipsBlanks: dialect.skipsBlanks,
            comment: dialect.comment,
            atMost: CSVDialect.headRecords + 1
        )
    }

    /// Whether in the first two lines a quote follows blanks: a look that costs nothing where none does.
    private func hasBlankBeforeQuote(_ dialect: CSVDialect) -> Bool {
        var lines = 0
        var last = UInt8(ascii: ",")
        for byte in head.bytes[dialect.start...] {
            if byte == UInt8(ascii: "\""), last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { return true }
            if byte == UInt8(ascii: "\n") { lines += 1 }
            if lines == 2 { return false }
            last = byte
        }
        return false
    }

    /// Names of several columns, and rows of as many fields.
    private func isClean(_ records: [CSVHead.Record]) -> Bool {
        guard let names = records.first, names.fields.count > 1 else { return false }
        return records.count == 1 || CSVNamesSearch.usualFields(records).count == names.fields.count
    }

    /// Tries the other separators, then blanks.
    private func separate(_ dialect: inout CSVDialect, _ records: inout [CSVHead.Record]) throws(Refusal) {
        var best: (score: (Int, Double, Int), dialect: CSVDialect, records: [CSVHead.Record])?
        let usual = dialect.separator
        for separator in [usual] + [.comma, .semicolon, .tab, .bar].filter({ $0 != usual }) {
            var tried = dialect
            tried.separator = separator
            let found = self.records(&tried)
            guard let first = found.first, found.count > 1 else { continue }
            let rows = CSVNamesSearch.usualFields(found)
            guard rows.count > 1, rows.share >= 0.8 else { continue }
            let score = (rows.count == first.fields.count ? 1 : 0, rows.share, rows.count)
            if best.map({ score > $0.score }) ?? true { best = (score, tried, found) }
        }
        if best == nil || best?.dialect.separator == .bar { try refuseDrawn(at: dialect) }
        if let best, best.score.0 == 1 || !blanksFit(best.dialect, best.records) {
            (dialect, records) = (best.dialect, best.records)
            if isTabbed, dialect.separator != .tab, case .byte(let byte) = dialect.separator {
                dialect.warnings.append("the file has no tabs between its columns; it was read with '\(Character(Unicode.Scalar(byte)))'")
            }
            return
        }
        try separateByBlanks(&dialect, &records)
    }

    /// Whether a line of names without this delimiter and the rows under it, in which it may stand before fractions, are alike if told apart by blanks.
    private func blanksFit(_ dialect: CSVDialect, _ records: [CSVHead.Record]) -> Bool {
        guard records.first?.fields.count == 1 else { return false }
        var tried = dialect
        tried.separator = .blanks
        let found = self.records(tried)
        let rows = CSVNamesSearch.usualFields(found)
        let names = found.first?.fields.count ?? 0
        return names > 1 && rows.share == 1 && (names == rows.count || names == rows.count - 1)
    }

    /// Blanks separate columns where every line shows the same number of them, and nothing else does.
    private func separateByBlanks(_ dialect: inout CSVDialect, _ records: inout [CSVHead.Record]) throws(Refusal) {
        guard let first = records.first, first.fields.count == 1, head.bytes[first.range].contains(where: { $0 == 0x20 || $0 == 0x09 }),
            !Self.marks.contains(where: head.bytes[first.range].starts)
        else { return }
        var tried = dialect
        tried.separator = .blanks
        let found = self.records(tried)
        let rows = CSVNamesSearch.usualFields(found)
        let names = found.first?.fields.count ?? 0
        if found.count > 1, rows.count > 1, rows.share == 1, names == rows.count || names == rows.count - 1 && names > 1 {
            dialect = tried
            dialect.warnings.append("the file has no delimiter except blanks; its columns were split at them")
            records = found
        } else if names > 1, records.count > 1, CSVNamesSearch.usualFields(records).count == 1 {
            throw Refusal(
                .invalid,
                what: "line \(first.line) has no comma, semicolon, tab or '|' between columns, and not every line has as many words",
                at: "\(name):\(first.line)",
                fix: "separate the columns with commas, and quote what holds one"
            )
        }
    }

    /// The records from a line with a mark on, if that is the names: `#id,x,label`.
    private func namesInComment(_ line: CSVHead.Record, _ dialect: CSVDialect) -> [CSVHead.Record]? {
        var tried = dialect
        tried.start = line.range.lowerBound
        tried.line = line.line
        tried.comment = nil
        let found = records(tried)
        guard isClean(found), found.count > 1 else { return nil }
        let search = CSVNamesSearch(head: head, name: name)
        return search.isLikeNames(found, at: 0) || !search.isLikeNames(found, at: 1) ? found : nil
    }
}

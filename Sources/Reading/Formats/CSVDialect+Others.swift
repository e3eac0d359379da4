import Domain

// What is no table of delimited columns, told by its name and with its cure.
extension CSVDialectSearch {
    func refuseOthers(at dialect: CSVDialect) throws(Refusal) {
        let text = head.bytes[dialect.start...].prefix(64).filter { !" \t\r\n".utf8.contains($0) }
        let beginnings = ["{\"", "[{", "[[", "[\""]
        guard beginnings.contains(where: { text.starts(with: $0.utf8) }) else { return }
        throw Refusal(.invalid, what: "the file is JSON, its name says otherwise", at: name, fix: "let its name end in .json or .jsonl")
    }

    func refuseARFF(at dialect: CSVDialect) throws(Refusal) {
        let text = String(decoding: head.bytes[dialect.start...].prefix(10), as: UTF8.self)
        if text.lowercased().hasPrefix("@relation") { throw ForeignFile.arff(name) }
    }

    /// Tables drawn with lines: Markdown's, and what database shells print.
    func refuseDrawn(at dialect: CSVDialect) throws(Refusal) {
        var (place, number) = (dialect.start, dialect.line)
        for _ in 0..<3 {
            guard let line = head.line(at: place, number: number) else { return }
            let text = head.bytes[line.range]
            if text.starts(with: "-[ RECORD 1 ]".utf8) {
                throw Refusal(
                    .invalid,
                    what: "the file is what psql prints with -x, a line a value",
                    at: "\(name):\(line.line)",
                    fix: "export it as CSV: psql --csv without -x"
                )
            }
            let drawn = text.allSatisfy { "|+-=: \t".utf8.contains($0) }
            if drawn, text.count(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }) >= 3 {
                let isMarkdown = text.contains(UInt8(ascii: "|")) && !text.contains(UInt8(ascii: "+"))
                throw Refusal(
                    .invalid,
                    what: isMarkdown ? "the file is a Markdown table" : "the file is a table drawn with lines",
                    at: "\(name):\(line.line)",
                    fix: isMarkdown
                        ? "save it as CSV: take out the line of dashes, and the '|' at both ends of each line"
                        : "export it as CSV: psql --csv, mysql --batch (tabs: .tsv), sqlite3 -csv -header"
                )
            }
            (place, number) = (line.next, line.nextLine)
        }
    }
}

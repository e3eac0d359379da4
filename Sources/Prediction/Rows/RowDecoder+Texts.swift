import Domain

/// `{"text": "…"}` and `{"text": ["…", …]}`: rows of nothing but a text, for a model that needs no more.
extension RowDecoder {
    func decodeTexts(_ scanner: inout JSONScanner, _ maximumRows: Int, _ workspace: RowWorkspace) throws(Refusal) -> Int {
        guard isText == [true] else { throw needsRows }
        guard scanner.peek() == UInt8(ascii: "[") else {
            guard maximumRows > 0 else { throw Self.tooMany(maximumRows, at: "text") }
            try decodeText(&scanner, row: 0, at: "text", workspace)
            return 1
        }
        var row = 0
        try scanner.list { scanner throws(Refusal) in
            guard row < maximumRows else { throw Self.tooMany(maximumRows, at: "text[\(row)]") }
            try decodeText(&scanner, row: row, at: "text[\(row)]", workspace)
            row += 1
        }
        return row
    }

    private func decodeText(_ scanner: inout JSONScanner, row: Int, at place: String, _ workspace: RowWorkspace) throws(Refusal) {
        workspace.reserveInputs(row + 1)
        switch scanner.peek() {
        case UInt8(ascii: "\""): workspace.inputs[row] = value(of: try scanner.string(), inColumn: 0, workspace) { _ in }
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            workspace.inputs[row] = .nan
        default:
            let start = scanner.position
            try scanner.skip()
            throw Refusal(
                .invalid,
                what: "it is \(scanner.text(from: start).excerpt), which is no text",
                at: place,
                fix: "send {\"text\": \"…\"}, or {\"text\": [\"…\", …]} for several"
            )
        }
    }

    /// What a text alone leaves open.
    private var needsRows: Refusal {
        let texts = columns.indices.filter { isText[$0] }.map { "'\(columns[$0].name)'" }
        let others = columns.indices.filter { !isText[$0] }.map { "'\(columns[$0].name)'" }
        func shown(_ names: [String]) -> String {
            names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        }
        let what =
            if texts.isEmpty {
                "the model has no column of texts; its columns are \(shown(others))"
            } else if texts.count > 1 {
                "the model has several columns of texts: \(shown(texts))"
            } else {
                "the model needs more than a text: beside \(texts[0]), \(others.count == 1 ? "column" : "columns") \(shown(others))"
            }
        return Refusal(.invalid, what: what, at: "text", fix: "send {\"rows\":[{\"column\": value, …}]} with every column")
    }
}

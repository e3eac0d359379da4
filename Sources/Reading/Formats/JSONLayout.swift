import Domain

/// Where the rows of a JSON file stand.
enum JSONLayout {
    /// One object a line (jsonlines.org).
    case lines
    /// Objects one after another over any lines, in a list or not.
    case elements
    /// The same in a part of a document, or each under a number of its own: `{"0":{…},"1":{…}}`.
    case part(JSONDocument, Range<Int>, areKeyed: Bool)
    /// Lists of values: one a row, or one a column.
    case table(JSONTable)

    /// Tells it from the beginning; a document is read as a whole.
    ///
    /// - Parameter isLines: The name says that a line is a row.
    static func find(_ text: InputText, isLines: Bool, file: InputFile) throws(Refusal) -> JSONLayout {
        var head = try text.head()
        // A line that is longer than a row may be is not a row.
        if head.count == InputText.headBytes, !head.contains(UInt8(ascii: "\n")) {
            head = try text.head(max(InputText.headBytes, file.limits.lineBytes + 1))
        }
        let isWhole = text.source.isWhole
        switch head.withUnsafeBufferPointer({ Beginning($0, isWhole: isWhole) }) {
        case .lines: return .lines
        case .elements: return .elements
        case .document:
            text.source.skip(text.markBytes)
            return try JSONDocumentSearch(document: JSONDocument(text.source, file: file), isLines: isLines, file: file).find()
        case .values:
            throw Refusal(
                .invalid,
                what: "the file is a JSON list of single values",
                at: file.name,
                fix: "write a list of objects, one a row, with the columns' names in each"
            )
        }
    }

    private enum Beginning {
        case lines, elements, document, values

        init(_ head: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
            var cursor = JSONCursor(head)
            switch cursor.token() {
            case UInt8(ascii: "["): self = Self.list(cursor, isWhole)
            case UInt8(ascii: "{"): self = Self.object(cursor, isWhole)
            // Nothing that can be read: each line says so.
            default: self = .lines
            }
        }

        private static func list(_ start: JSONCursor, _ isWhole: Bool) -> Beginning {
            var cursor = start
            _ = cursor.take("[")
            switch cursor.token() {
            case UInt8(ascii: "{"), UInt8(ascii: "]"), nil: return .elements
            case UInt8(ascii: "["): return .document
            default:
                // One list a line, the first with the names.
                cursor = start
                return cursor.skip() != nil && cursor.token() == UInt8(ascii: "[") ? .document : .values
            }
        }

        private static func object(_ start: JSONCursor, _ isWhole: Bool) -> Beginning {
            var cursor = start
            let bytes = start.bytes
            let lineEnd = bytes[start.place...].firstIndex(of: UInt8(ascii: "\n"))
            guard let object = cursor.skip() else {
                // A first line that is damaged: no document goes on in such a way.
                if let lineEnd, !endsOpen(bytes[start.place..<lineEnd]) {
                    var next = JSONCursor(bytes, at: lineEnd)
                    if next.token() == UInt8(ascii: "{") { return .lines }
                }
                return lineEnd == nil && isWhole ? .lines : .document
            }
            let isOneLine = lineEnd.map { object.upperBound <= $0 } ?? true
            guard cursor.token() != nil else { return isWhole ? .document : isOneLine ? .lines : .document }
            if isOneLine { return lineEnd.map { cursor.place > $0 } ?? false ? .lines : .elements }
            return cursor.token() == UInt8(ascii: "{") ? .elements : .document
        }

        /// Whether a line goes on in the next one, as documents' do.
        private static func endsOpen(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
            let last = line.last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
            return last.map { "{[,:".utf8.contains($0) } ?? true
        }
    }
}

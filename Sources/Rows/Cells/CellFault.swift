import Domain

/// Why a cell cannot be its column's value.
package enum CellFault {
    case notNumber
    case infinite
    case notUTF8
    case missingLabel

    /// For people: `column 'age' holds 'forty', which is not a number`.
    package func reason(column: String, cell: Cell) -> String {
        let bytes = cell.trimmed.bytes
        let value = cell.quoted
        return switch self {
        case .notNumber: "column '\(column)' holds \(value), which is not a number"
        case .infinite: "column '\(column)' holds \(value), which is not a finite number"
        case .notUTF8: "column '\(column)' is not UTF-8"
        case .missingLabel: "the label '\(column)' is missing" + (bytes.isEmpty ? "" : " (\(value))")
        }
    }
}

extension Cell {
    /// For messages: as it is shown, marked as a value unless it is a word for a missing one, which tells nothing.
    package var quoted: String { isMissingWord ? "'\(shown)'" : RowValue.quoted(shown) }

    private var isMissingWord: Bool { MissingWords.contains(trimmed.bytes) || MissingWords.containsLabel(trimmed.bytes) }

    /// For messages: trimmed, at most 40 bytes.
    package var shown: String {
        let bytes = trimmed.bytes
        return String(decoding: bytes.prefix(40), as: UTF8.self) + (bytes.count > 40 ? "…" : "")
    }
}

extension String {
    /// Columns it takes on a terminal: East Asian wide characters and emoji take two.
    package var columns: Int {
        reduce(0) { total, character in
            guard let first = character.unicodeScalars.first else { return total }
            switch first.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
                return total + 2
            default: return total + 1
            }
        }
    }

    /// Its beginning and `…` where it takes more than `width` columns.
    package func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var result = ""
        var used = 1
        for character in self {
            used += String(character).columns
            if used > width { break }
            result.append(character)
        }
        return result + "…"
    }

    /// Lines of at most `width` columns, broken at spaces; a word that is longer stays whole. Nil, or too narrow to be read: one line.
    func wrapped(to width: Int?) -> [String] {
        guard let width, width >= 16, columns > width else { return [self] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.columns + 1 + String(word).columns > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }

    /// Filled with spaces to `width` columns, on the right or, for numbers, on the left.
    func padded(to width: Int, alignment: Table.Alignment) -> String {
        let space = String(repeating: " ", count: max(width - columns, 0))
        return alignment == .leading ? self + space : space + self
    }
}

extension String {
    /// Columns it takes on a terminal: East Asian wide characters and emoji take two.
    var columns: Int {
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

    /// Filled with spaces to `width` columns, on the right or, for numbers, on the left.
    func padded(to width: Int, alignment: Table.Alignment) -> String {
        let space = String(repeating: " ", count: max(width - columns, 0))
        return alignment == .leading ? self + space : space + self
    }
}

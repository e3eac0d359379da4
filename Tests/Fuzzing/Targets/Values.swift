import Glibc
import Prediction
import Rows

extension FuzzTarget {
    static let values = [numbers, cells, base64, utf8]

    /// Numbers in files and in JSON against a plain reading of their grammars and `strtod`: each bit.
    private static let numbers = FuzzTarget("numbers", mostBytes: 64) {
        { bytes in
            let text = Array(bytes)
            try FuzzInput(bytes).withExactBytes { exact in
                let start = exact.baseAddress ?? UnsafePointer(bitPattern: 1)!
                let found = NumberScanner.scan(start, exact.count)
                let expected = PlainNumber.scan(text)
                try check(PlainNumber.same(found, expected), "\(found), not \(expected)")

                var position = 0
                let json = exact.isEmpty ? nil : NumberScanner.json(start, &position, exact.count)
                let plain = PlainNumber.json(text)
                try check(
                    json?.bitPattern == plain?.value.bitPattern && (plain == nil || position == plain?.count),
                    "as JSON \(String(describing: json)) up to \(position), not \(String(describing: plain))"
                )
            }
        }
    }

    /// Cells: a finite number or none, and the same between blanks.
    private static let cells = FuzzTarget("cells", mostBytes: 64) {
        { bytes in
            var input = FuzzInput(bytes)
            let decimalComma = input.pick(2) == 1
            let bare = try input.withExactBytes { try reading($0, decimalComma) }
            let padded = Array("\u{A0} ".utf8) + input.bytes + Array("\t\u{3000}".utf8)
            let between = try padded.withUnsafeBufferPointer { try reading($0, decimalComma) }
            try check(bare == between, "\(bare), and between blanks \(between)")
        }
    }

    private static func reading(_ bytes: UnsafeBufferPointer<UInt8>, _ decimalComma: Bool) throws -> [String] {
        let cell = Cell(start: bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!, count: bytes.count).trimmed
        let reading = CellReading(cell, decimalComma: decimalComma)
        switch reading {
        case .number(let number), .styled(let number): try check(number.isFinite, "the number is \(number)")
        default: break
        }
        var text = CanonicalText.read(cell.bytes)
        if let canonical = text {
            text = Spelling.key(canonical)
            let again = Array(canonical.utf8).withUnsafeBufferPointer { CanonicalText.read($0) }
            try check(again.map { Array($0.utf8) } == Array(canonical.utf8), "'\(canonical)' is not canonical")
        }
        return [
            "\(reading)", "\(CellValue(numeric: cell, decimalComma: decimalComma))", "\(CellValue(boolean: cell))",
            "\(MissingWords.containsLabel(cell.bytes))", text ?? "no text",
        ]
    }

    /// Base64 against RFC 4648 taken literally.
    private static let base64 = FuzzTarget("base64", mostBytes: 256) {
        { bytes in
            try FuzzInput(bytes).withExactBytes { exact in
                let found: [UInt8]? =
                    switch Base64.decode(ByteSpan(base: exact.baseAddress ?? UnsafePointer(bitPattern: 1)!, count: exact.count)) {
                    case .bytes(let bytes): bytes
                    case .fault: nil
                    }
                let expected = plainBase64(Array(bytes))
                try check(found == expected, "\(String(describing: found)), not \(String(describing: expected))")
            }
        }
    }

    private static func plainBase64(_ text: [UInt8]) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var digits = text.filter { $0 != 0x0A && $0 != 0x0D }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        digits.removeLast(padding)
        guard digits.count % 4 != 1, padding == 0 || (padding <= 2 && (digits.count + padding) % 4 == 0) else { return nil }
        var bits = ""
        for digit in digits {
            let common: UInt8 = digit == UInt8(ascii: "-") ? UInt8(ascii: "+") : digit == UInt8(ascii: "_") ? UInt8(ascii: "/") : digit
            guard let value = alphabet.firstIndex(of: common) else { return nil }
            let binary = String(value, radix: 2)
            bits += String(repeating: "0", count: 6 - binary.count) + binary
        }
        var bytes: [UInt8] = []
        while bits.count >= 8 {
            bytes.append(UInt8(bits.prefix(8), radix: 2)!)
            bits.removeFirst(8)
        }
        return bytes
    }

    /// Whether bytes are UTF-8, against Swift's own answer.
    private static let utf8 = FuzzTarget("utf8", mostBytes: 64) {
        { bytes in
            try FuzzInput(bytes).withExactBytes { exact in
                let found = ByteSpan(base: exact.baseAddress ?? UnsafePointer(bitPattern: 1)!, count: exact.count).isUTF8
                let expected = String(validating: exact, as: UTF8.self) != nil
                try check(found == expected, "UTF-8: \(found), not \(expected)")
            }
        }
    }
}

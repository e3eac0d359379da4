import Domain
import Glibc
import Models
import Prediction
import Rows

extension FuzzTarget {
    static let requests = [rows, imageRows, inference, calls, http]

    /// Bodies of `/v1` predictions of a table: the same rows as read the plain way, or refused by both.
    private static let rows = FuzzTarget("rows", mostBytes: 2048) {
        let decoder = RowDecoder(layout: .table)
        let workspace = RowWorkspace()
        let width = InputLayout.table.width
        return { bytes in
            try FuzzInput(bytes).withExactBytes { exact in
                var found: [Double]?
                do throws(Refusal) {
                    let rows = try decoder.decode(UnsafeRawBufferPointer(exact), maximumRows: 20, into: workspace)
                    found = Array(UnsafeBufferPointer(start: workspace.inputs(rows * width), count: rows * width))
                } catch {
                    try check(!error.what.isEmpty, "a refusal without words")
                }
                let expected = PlainRows(layout: .table, most: 20).read(exact)
                let isSame =
                    found.map { found in
                        expected.map { $0.count == found.count && zip($0, found).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN } } ?? false
                    } ?? (expected == nil)
                try check(isSame, "\(String(describing: found)), not \(String(describing: expected))")
                workspace.trim()
            }
        }
    }

    /// The same of models of images and of nested columns: numbers that are pixels, or a refusal.
    private static let imageRows = FuzzTarget("image-rows") {
        let layouts = [InputLayout.image, .nested]
        let decoders = layouts.map { RowDecoder(layout: $0) }
        let workspace = RowWorkspace()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.pick(layouts.count)
            let width = layouts[choice].width
            workspace.pixelsLeft = 1 << 20
            try input.withExactBytes { exact in
                guard let rows = try? decoders[choice].decode(UnsafeRawBufferPointer(exact), maximumRows: 20, into: workspace) else {
                    return
                }
                try check(rows <= 20, "\(rows) rows of at most 20")
                let values = UnsafeBufferPointer(start: workspace.inputs(rows * width), count: rows * width)
                try check(choice != 0 || values.allSatisfy { $0 >= 0 && $0 <= 255 }, "the pixels \(Array(values))")
                try check(values.allSatisfy { $0.isFinite || $0.isNaN }, "the values \(Array(values))")
            }
            workspace.trim()
        }
    }
}

extension InputLayout {
    /// Two numbers, a truth and a category, some of them not ASCII.
    static let table = InputLayout(columns: [
        Column(name: "length", kind: .numeric), Column(name: "größe", kind: .numeric), Column(name: "wet", kind: .boolean),
        Column(name: "color", kind: .categorical, levels: ["red", "blau", "grün"]),
    ])
    static let image = InputLayout(columns: [
        Column(name: "image", kind: .image, image: ImageShape(height: 2, width: 3, channels: 1))
    ])
    static let nested = InputLayout(
        columns: [
            Column(name: "request.method", kind: .categorical, levels: ["GET", "POST"]), Column(name: "request.time.ms", kind: .numeric),
            Column(name: "ok", kind: .boolean),
        ],
        decimal: .comma
    )
}

/// A body's rows by the rules of `RowDecoder`, read from the whole document.
private struct PlainRows {
    let layout: InputLayout
    let most: Int

    /// Nil where the body is refused.
    func read(_ body: UnsafeBufferPointer<UInt8>) -> [Double]? {
        // Of two members of the same name the first counts.
        guard case .object(let members) = PlainJSON(Array(body)),
            case .list(let rows)? = members.first(where: { Self.same($0.name, "rows") })?.value,
            rows.count <= most
        else { return nil }
        var values: [Double] = []
        for row in rows {
            guard case .object(let members) = row else { return nil }
            for column in layout.columns {
                guard let member = members.first(where: { $0.name == column.name }), let value = value(member.value, column) else {
                    return nil
                }
                values.append(value)
            }
        }
        return values
    }

    private static func same(_ left: String, _ right: String) -> Bool { Array(left.utf8) == Array(right.utf8) }

    private func value(_ value: PlainJSON, _ column: InputLayout.Column) -> Double? {
        switch value {
        case .null: .nan
        case .list, .object: nil
        case .number(let text): self.value(text, column, isNumber: true)
        case .truth(let truth): self.value(Array("\(truth)".utf8), column, isNumber: false)
        case .text(let text): self.value(Array(text.utf8), column, isNumber: false)
        }
    }

    private func value(_ text: [UInt8], _ column: InputLayout.Column, isNumber: Bool) -> Double {
        if isNumber, column.kind == .numeric {
            let number = PlainNumber.json(text)?.value ?? .nan
            return number.isFinite ? number : .nan
        }
        return text.withUnsafeBufferPointer { bytes in
            let cell = Cell(start: bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!, count: bytes.count).trimmed
            let value: CellValue
            switch column.kind {
            case .numeric: value = CellValue(numeric: cell, decimalComma: false)
            case .boolean: value = CellValue(boolean: cell)
            case .date: value = DateColumn.read(cell, decimalComma: false)
            default:
                let text = String(decoding: cell.bytes, as: UTF8.self)
                return column.levels.firstIndex(of: text).map { Double($0 + 1) } ?? (text.isEmpty ? .nan : 0)
            }
            if case .value(let number) = value { return number }
            return .nan
        }
    }
}

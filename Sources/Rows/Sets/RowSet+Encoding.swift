import Domain

/// A row set's binary form. All numbers are little-endian; a text is its length (4 bytes) and UTF-8.
///
/// ```
/// "LRNDROWS", version (4 bytes)
/// version 1, of a model that the first release made:
///   label: text, task (1), columns (4), each: name: text, kind (1); of an image also height, width, channels (4 each)
/// version 2: the form's document: text, canonical JSON
/// batches (4), each 32 bytes, ascending, only those in use
/// rows (8), ascending by key
/// for each row: sources (4), each a place in batches (4), ascending
/// where repeats count: for each row its place in its file (4)
/// for each column, by kind:
///   numeric      8 bytes a row, the bits of a Double, NaN (7ff8…) where missing
///   boolean      1 byte a row: 0, 1, 2 where missing
///   categorical  levels (4), each a text, ascending, only those in use; 4 bytes a row, −1 where missing
///   image        height · width · channels bytes a row
/// labels: names like levels and 4 bytes a row, or 8 bytes a row
/// ```
/// Identities and keys are left out: they follow from the rest, and reading checks that the rows ascend by keys.
package enum RowSetForm {
    package static let magic = Array("LRNDROWS".utf8)
    package static let versions: ClosedRange<UInt32> = 1...2
    package static let missingNumber = Double.nan.bitPattern
}

extension RowSet {
    /// The canonical binary form: equal sets (rows, labels, sources, schema) give equal bytes, whatever their order.
    public func encode() -> [UInt8] {
        let sorted = sortedByKey()
        var writer = LittleEndianWriter()
        writer.bytes += RowSetForm.magic
        writer.write(UInt32(schema.isOfFirstRelease ? 1 : 2))
        if schema.isOfFirstRelease { writer.write(schema) } else { writer.write(schema.document) }
        sorted.writeSources(to: &writer)
        if schema.countsRepeats { writer.write(sorted.numbers) }
        for values in sorted.table.columns {
            switch values {
            case .numbers(let numbers):
                writer.write(numbers.map { $0.isNaN ? RowSetForm.missingNumber : RowForm.bits($0) })
            case .booleans(let booleans): writer.bytes += booleans
            case .categories(let indices, let levels): writer.write(CanonicalOrder(indices, levels))
            case .images(let pixels, _): writer.bytes += pixels
            }
        }
        switch sorted.table.labels {
        case .classes(let indices, let names): writer.write(CanonicalOrder(indices, names))
        case .numbers(let numbers): writer.write(numbers.map(RowForm.bits))
        }
        return writer.bytes
    }

    private func writeSources(to writer: inout LittleEndianWriter) {
        var used = [Bool](repeating: false, count: batches.count)
        for row in sources { for source in row { used[Int(source)] = true } }
        let order = batches.indices.filter { used[$0] }.sorted { batches[$0] < batches[$1] }
        var translation = [UInt32](repeating: 0, count: batches.count)
        for (index, old) in order.enumerated() { translation[old] = UInt32(index) }

        writer.write(UInt32(order.count))
        for index in order { writer.bytes += batches[index].bytes }
        writer.write(UInt64(count))
        var lists: [UInt32] = []
        lists.reserveCapacity(2 * count)
        for row in sources {
            lists.append(UInt32(row.count))
            let first = lists.count
            for source in row { lists.append(translation[Int(source)]) }
            // Ascending in the batches' order here need not be ascending in theirs there.
            if row.count > 1 { lists[first...].sort() }
        }
        writer.write(lists)
    }
}

/// Puts numbers and texts into bytes.
package struct LittleEndianWriter {
    package var bytes: [UInt8] = []

    package mutating func write(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    package mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes += text.utf8
    }

    package mutating func write(_ numbers: [some FixedWidthInteger]) {
        numbers.map(\.littleEndian).withUnsafeBytes { bytes += $0 }
    }

    package mutating func write(_ schema: Schema) {
        write(schema.label)
        write(schema.task.code)
        write(UInt32(schema.columns.count))
        for column in schema.columns {
            write(column.name)
            write(column.kind.code)
            if let image = column.image {
                for length in [image.height, image.width, image.channels] { write(UInt32(length)) }
            }
        }
    }

    package mutating func write(_ order: CanonicalOrder) {
        write(UInt32(order.names.count))
        for name in order.names { write(name) }
        write(order.indices)
    }
}

extension Schema {
    /// It holds nothing that the first release did not know.
    fileprivate var isOfFirstRelease: Bool { self == Schema(columns: columns, label: label, task: task) }

    /// Canonical JSON.
    fileprivate var document: String {
        do {
            return String(decoding: try CanonicalJSON.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("a form does not encode: \(error)")
        }
    }
}

extension ColumnKind {
    /// One byte in row sets' binary form.
    package var code: UInt8 {
        switch self {
        case .numeric: 0
        case .categorical: 1
        case .boolean: 2
        case .image: 3
        }
    }
}

extension ModelSpecification.Task {
    /// One byte in row sets' binary form.
    package var code: UInt8 {
        switch self {
        case .classification: 0
        case .regression: 1
        }
    }
}

import Domain
import Hashing
import Threads

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
///   date, unix_… like numeric: seconds since 1970-01-01T00:00:00Z
///   categorical  levels (4), each a text, ascending, only those in use; 4 bytes a row, −1 where missing
///   image        height · width · channels bytes a row
/// for each head: labels: names like levels and 4 bytes a row, or 8 bytes a row; −1 and NaN where missing, in forms of several heads alone
/// ```
/// Identities and keys are left out: they follow from the rest, and reading checks that the rows ascend by keys.
package enum RowSetForm {
    package static let magic = Array("LRNDROWS".utf8)
    package static let versions: ClosedRange<UInt32> = 1...2
    package static let missingNumber = Double.nan.bitPattern

    /// Writes something of each row, a megabyte or so at a time.
    static func inBlocks(
        _ order: [Int],
        to take: ([UInt8]) throws -> Void,
        _ write: (inout LittleEndianWriter, Int) -> Void
    ) rethrows {
        var writer = LittleEndianWriter()
        writer.bytes.reserveCapacity(blockBytes)
        for row in order {
            write(&writer, row)
            if writer.bytes.count >= blockBytes {
                WorkPulse.beat()
                try take(writer.bytes)
                writer.bytes.removeAll(keepingCapacity: true)
            }
        }
        if !writer.bytes.isEmpty { try take(writer.bytes) }
    }

    private static let blockBytes = 1 << 20
}

extension RowSet {
    /// The canonical binary form: equal sets (rows, labels, sources, schema) give equal bytes, whatever their order.
    public func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        encode(Array(keys.indices)) { bytes += $0 }
        return bytes
    }

    /// The form of the rows at these places, in pieces: of a large set there is no room for a copy, nor for all of its bytes.
    ///
    /// - Precondition: As `subset`.
    public func encode(_ rows: [Int], to take: ([UInt8]) throws -> Void) rethrows {
        let order = ascending(rows)
        var writer = LittleEndianWriter()
        writer.bytes += RowSetForm.magic
        writer.write(UInt32(schema.isOfFirstRelease ? 1 : 2))
        if schema.isOfFirstRelease { writer.write(schema) } else { writer.write(schema.document) }
        let used = writeBatches(order, to: &writer)
        writer.write(UInt64(order.count))
        try take(writer.bytes)
        try RowSetForm.inBlocks(order, to: take) { writer, row in
            let list = sources[row]
            writer.write(UInt32(list.count))
            // Ascending in the batches' order here need not be ascending in theirs there.
            if list.count == 1 { writer.write(used[Int(list[0])]) } else { writer.write(list.map { used[Int($0)] }.sorted()) }
        }
        if schema.countsRepeats { try RowSetForm.inBlocks(order, to: take) { writer, row in writer.write(numbers[row]) } }
        for writing in table.columns.lazy.map({ $0.column.writing(order) }) + table.heads.map({ $0.writing(order) }) {
            if !writing.head.isEmpty { try take(writing.head) }
            try RowSetForm.inBlocks(order, to: take, writing.row)
        }
    }

    /// - Returns: Each batch's place among those that are written, the ones in use.
    private func writeBatches(_ rows: [Int], to writer: inout LittleEndianWriter) -> [UInt32] {
        var used = [Bool](repeating: false, count: batches.count)
        for row in rows { for source in sources[row] { used[Int(source)] = true } }
        let order = batches.indices.filter { used[$0] }.sorted { batches[$0] < batches[$1] }
        var translation = [UInt32](repeating: 0, count: batches.count)
        for (index, old) in order.enumerated() { translation[old] = UInt32(index) }
        writer.write(UInt32(order.count))
        for index in order { writer.bytes += batches[index].bytes }
        return translation
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
            write(column.kind.form.code!)
            if let image = column.image {
                for length in [image.height, image.width, image.channels] { write(UInt32(length)) }
            }
        }
    }
}

extension Schema {
    /// It holds nothing that the first release did not know.
    fileprivate var isOfFirstRelease: Bool {
        self == Schema(columns: columns, label: label, task: task) && columns.allSatisfy { $0.kind.form.code != nil }
    }

    /// Canonical JSON.
    fileprivate var document: String {
        do {
            return String(decoding: try CanonicalJSON.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("a form does not encode: \(error)")
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

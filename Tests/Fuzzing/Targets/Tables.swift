import Domain
import Hashing
import Reading
import Rows

extension FuzzTarget {
    static let tables = [csv, json, packed, encodings]

    private static let csv = FuzzTarget("csv") {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            try files.examine(input.bytes, as: choice % 4 == 3 ? "a.tsv" : "a.csv", choice)
        }
    }

    private static let json = FuzzTarget("json") {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            try files.examine(input.bytes, as: choice % 2 == 0 ? "a.jsonl" : "a.json", choice)
        }
    }

    /// Compressed tables.
    private static let packed = FuzzTarget("packed") {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            try files.examine(input.bytes, as: ["a.csv.gz", "a.csv.zst", "a.jsonl.gz", "a.tar.zst"][choice % 4], choice)
        }
    }

    /// A text is the same file in UTF-8 and in UTF-16 of either order.
    private static let encodings = FuzzTarget("encodings", mostBytes: 512) {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let name = choice & 1 == 0 ? "a.csv" : "a.jsonl"
            try files.examine([[0xFF, 0xFE], [0xFE, 0xFF]][choice >> 1 & 1] + input.bytes, as: name, choice)
            guard let text = String(validating: input.bytes, as: UTF8.self) else { return }
            // Behind UTF-16's little-endian mark, a NUL makes it UTF-32's.
            if let first = text.unicodeScalars.first, first == "\u{FEFF}" || first.value == 0 { return }
            var copies = [Array("\u{FEFF}\(text)".utf8)]
            for isLittle in [true, false] {
                copies.append(
                    "\u{FEFF}\(text)".utf16.flatMap { isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
                )
            }
            // Why a file is refused may be told in words of its encoding.
            let tables = copies.map { try? files.read($0, as: name).get().table }
            try check(
                tables[1] == tables[2],
                "little-endian: \(String(describing: tables[1])), big-endian: \(String(describing: tables[2]))"
            )
            try check(tables[0] == tables[1], "in UTF-8: \(String(describing: tables[0])), in UTF-16: \(String(describing: tables[1]))")
        }
    }
}

/// Reads a file in several ways that must come to the same.
final class TableFiles {
    private let file = MemoryFile()

    func read(
        _ bytes: [UInt8],
        as name: String,
        schema: Schema? = nil,
        specification: ModelSpecification = ModelSpecification(),
        blockBytes: Int = 4096,
        maxRefusedShare: Double = 1
    ) -> Result<ReadResult, Refusal> {
        file.fill(bytes)
        // A small file may not ask for much.
        var reader = ExampleReader(limits: ReadLimits(expandedBytes: 64 << 20, imagePixels: 1 << 20))
        reader.blockBytes = blockBytes
        return Result { () throws(Refusal) in
            try reader.read(
                fileDescriptor: file.descriptor,
                name: name,
                schema: schema,
                specification: specification,
                maxRefusedShare: maxRefusedShare
            )
        }
    }

    /// As a first file, in blocks of any size, as a later file of the model that it made, and as rows to be answered.
    ///
    /// - Parameter choice: The settings, and the size of blocks.
    func examine(_ bytes: [UInt8], as name: String, _ choice: Int) throws {
        let specification = Self.specifications[choice / 4 % Self.specifications.count]
        let whole = read(bytes, as: name, specification: specification)
        let pieces = read(bytes, as: name, specification: specification, blockBytes: 1 + choice % 61)
        try FuzzTarget.check(whole == pieces, "in blocks of 4096: \(whole), of \(1 + choice % 61): \(pieces)")
        _ = read(bytes, as: name, specification: specification, maxRefusedShare: 0.1)
        let schema: Schema
        switch whole {
        case .success(let result):
            try FuzzTarget.check(result.table.rowCount > 0, "a file without rows is taken")
            schema = result.table.schema
            try later(bytes, as: name, specification, result, choice)
        case .failure:
            schema = Self.schema
            _ = read(bytes, as: name, schema: schema, specification: specification)
        }
        // Archives hold no rows to be asked for; and it takes as long as all else.
        if choice % 3 == 0, !name.contains(".tar"), !name.contains(".npz") { try ask(name, schema, specification) }
    }

    private func later(_ bytes: [UInt8], as name: String, _ specification: ModelSpecification, _ first: ReadResult, _ choice: Int) throws {
        let schema = first.table.schema
        let later = read(bytes, as: name, schema: schema, specification: specification)
        let pieces = read(bytes, as: name, schema: schema, specification: specification, blockBytes: 1 + choice % 61)
        try FuzzTarget.check(later == pieces, "in blocks of 4096: \(later), of \(1 + choice % 61): \(pieces)")
        guard case .success(let again) = later else { return }
        try FuzzTarget.check(again.table.schema == schema, "read under \(schema), it is \(again.table.schema)")
        let rows = RowSet(table: again.table, batch: SHA256.hash("batch"))
        let stored = rows.encode()
        let decoded = Result { () throws(Refusal) in try RowSet(decoding: stored) }
        try FuzzTarget.check((try? decoded.get().encode()) == stored, "rows of \(again.table) come back as \(decoded)")
    }

    private func ask(_ name: String, _ schema: Schema, _ specification: ModelSpecification) throws {
        guard
            let rows = try? RowFile(
                fileDescriptor: file.descriptor,
                name: name,
                format: nil,
                schema: schema,
                specification: specification
            )
        else { return }
        do throws(Refusal) {
            while let row = try rows.next() {
                if row.values.count != rows.columns.count { throw Refusal(.failed, what: "\(row.values.count) values") }
            }
        } catch {
            try FuzzTarget.check(error.kind != .failed, "\(error)")
        }
        _ = try? RowFile.format(of: file.descriptor, name: name)
    }

    private static let schema = Schema(
        columns: [.init(name: "a", kind: .numeric), .init(name: "b", kind: .categorical), .init(name: "c", kind: .boolean)],
        label: "label",
        task: .classification,
        repeated: .count
    )

    private static let specifications = [
        ModelSpecification(), ModelSpecification(label: "label", task: .classification),
        ModelSpecification(task: .regression, rows: RowsSpecification(repeated: .once, decimal: .comma)),
        ModelSpecification(columns: ["a": .numeric, "b": .categorical, "c": .boolean, "d": .ignore], spellings: .exact),
    ]
}

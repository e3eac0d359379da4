import Domain
import Hashing
import Threads

extension RowSet {
    /// The set that `encode()` wrote: rows ascend by identity; batches, levels and names are those in use.
    ///
    /// - Throws: `Refusal` (`.invalid`) for any bytes that `encode()` does not write. Nothing is allocated beyond what the bytes hold.
    public init(decoding bytes: [UInt8]) throws(Refusal) {
        var reader = LittleEndianReader(bytes)
        guard try reader.take(RowSetForm.magic.count).elementsEqual(RowSetForm.magic) else { throw reader.refusal("these are not rows") }
        let version = try reader.number(UInt32.self)
        guard RowSetForm.versions.contains(version) else {
            throw reader.refusal("the rows' form is \(version), this program reads forms up to \(RowSetForm.versions.upperBound)")
        }
        let schema = try version == 1 ? reader.schema() : reader.schemaDocument()
        let batches = try reader.batches()
        let rowCount = try reader.count(UInt64.self, of: "rows", bytesEach: 4)
        let sources = try reader.sources(rows: rowCount, batches: batches.count)
        let numbers = schema.countsRepeats ? try reader.rowNumbers(rowCount) : []
        guard !schema.countsRepeats || sources.allSatisfy({ $0.count == 1 }) else { throw reader.refusal("a row has two sources") }
        var columns: [ExampleTable.Values] = []
        for column in schema.columns {
            WorkPulse.beat()
            columns.append(try column.decode(rows: rowCount, from: &reader))
        }
        let mayLack = schema.hasSeveralHeads
        var heads: [ExampleTable.Labels] = []
        for head in schema.heads {
            switch head.task {
            case .classification:
                let classes = try reader.categories(rowCount, missing: mayLack)
                heads.append(.classes(classes.indices, names: classes.names))
            case .regression: heads.append(.numbers(try reader.numbers(rowCount, missing: mayLack)))
            }
        }
        guard !mayLack || (0..<rowCount).allSatisfy({ row in heads.contains { $0.hasLabel(row) } }) else {
            throw reader.refusal("a row has none of the labels")
        }
        guard reader.isAtEnd else { throw reader.refusal("there is more after the rows") }

        let table = ExampleTable(schema: schema, columns: columns, heads: heads)
        self.init(table: table, identities: RowIdentity.compute(table), sources: sources, batches: batches, numbers: numbers)
        for (earlier, later) in zip(keys, keys.dropFirst()) where earlier >= later {
            throw reader.refusal("the rows do not ascend by key")
        }
    }
}

extension LittleEndianReader {
    fileprivate mutating func schema() throws(Refusal) -> Schema {
        let label = try text()
        let taskCode = try number(UInt8.self)
        guard let task = ModelSpecification.Task.allCases.first(where: { $0.code == taskCode }) else {
            throw refusal("no task has code \(taskCode)")
        }
        // A column takes at least its name's length and its kind.
        let columnCount = try count(UInt32.self, of: "columns", bytesEach: 5)
        var columns: [Schema.Column] = []
        for _ in 0..<columnCount {
            let name = try text()
            let kindCode = try number(UInt8.self)
            guard let kind = ColumnKind.forms.first(where: { $0.code == kindCode })?.kind else {
                throw refusal("no kind has code \(kindCode)")
            }
            columns.append(Schema.Column(name: name, kind: kind, image: kind == .image ? try imageShape() : nil))
        }
        guard Set(columns.map(\.name) + [label]).count == columnCount + 1 else { throw refusal("two columns have one name") }
        return Schema(columns: columns, label: label, task: task)
    }

    fileprivate mutating func schemaDocument() throws(Refusal) -> Schema {
        let text = try text()
        let schema: Schema
        do {
            schema = try CanonicalJSON.decode(Schema.self, from: Array(text.utf8))
            guard try CanonicalJSON.encode(schema) == Array(text.utf8) else {
                throw refusal("the form is not written as it is written here")
            }
        } catch let fault as Refusal {
            throw fault
        } catch {
            throw refusal("the form does not read: \(error)")
        }
        guard schema.columns.allSatisfy({ ($0.kind == .image) == ($0.image != nil) }) else { throw refusal("an image has no size") }
        guard Set(schema.columns.map(\.name) + schema.heads.map(\.name)).count == schema.columns.count + schema.heads.count else {
            throw refusal("two columns have one name")
        }
        return schema
    }

    fileprivate mutating func rowNumbers(_ count: Int) throws(Refusal) -> [UInt32] {
        try require(count, bytesEach: 4)
        var numbers: [UInt32] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try number(UInt32.self)) }
        return numbers
    }

    private mutating func imageShape() throws(Refusal) -> ImageShape {
        let lengths = [Int(try number(UInt32.self)), Int(try number(UInt32.self)), Int(try number(UInt32.self))]
        guard let shape = ImageShape(lengths.map(String.init).joined(separator: "x")) else {
            throw refusal("no image has the size \(lengths)")
        }
        return shape
    }

    fileprivate mutating func batches() throws(Refusal) -> [Digest] {
        let batchCount = try count(UInt32.self, of: "batches", bytesEach: 32)
        var batches: [Digest] = []
        for _ in 0..<batchCount {
            let batch = Digest(bytes: try take(32))
            if let last = batches.last, last >= batch { throw refusal("the batches do not ascend") }
            batches.append(batch)
        }
        return batches
    }

    fileprivate mutating func sources(rows: Int, batches: Int) throws(Refusal) -> [[Int32]] {
        var used = [Bool](repeating: false, count: batches)
        var sources: [[Int32]] = []
        sources.reserveCapacity(rows)
        // Most rows have one source, and share its list.
        let single = (0..<batches).map { [Int32($0)] }
        for _ in 0..<rows {
            let sourceCount = try count(UInt32.self, of: "sources", bytesEach: 4)
            guard sourceCount > 0 else { throw refusal("a row has no source") }
            var row: [Int32] = []
            if sourceCount == 1 {
                let source = try number(UInt32.self)
                guard source < batches else { throw refusal("a row's source is \(source), there are \(batches) batches") }
                used[Int(source)] = true
                sources.append(single[Int(source)])
                continue
            }
            for _ in 0..<sourceCount {
                let source = try number(UInt32.self)
                guard source < batches else { throw refusal("a row's source is \(source), there are \(batches) batches") }
                if let last = row.last, last >= source { throw refusal("a row's sources do not ascend") }
                row.append(Int32(source))
                used[Int(source)] = true
            }
            sources.append(row)
        }
        guard used.allSatisfy({ $0 }) else { throw refusal("a batch brought no row") }
        return sources
    }
}

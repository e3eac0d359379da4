import Domain

extension RowSet {
    /// The rows at these places, in this order. Batches and levels stay, used or not: `encode()` leaves out what is not.
    ///
    /// - Precondition: Each place is named once and lies in the set.
    public func subset(_ rows: [Int]) -> RowSet {
        RowSet(
            table: table.picking(rows),
            identities: rows.map { identities[$0] },
            sources: rows.map { sources[$0] },
            batches: batches,
            numbers: numbers.isEmpty ? [] : rows.map { numbers[$0] }
        )
    }

    /// The same rows with some of their columns alone, by their places; their identities stay those of all.
    package func keeping(columns: [Int]) -> RowSet {
        var schema = schema
        schema.columns = columns.map { schema.columns[$0] }
        let kept = ExampleTable(schema: schema, columns: columns.map { table.columns[$0] }, heads: table.heads)
        return RowSet(table: kept, identities: identities, sources: sources, batches: batches, numbers: numbers)
    }

    /// Without the rows that have one of these keys.
    public func removing(_ gone: Set<Digest>) -> RowSet {
        subset(keys.indices.filter { !gone.contains(keys[$0]) })
    }

    /// The same rows with each head's classes named as `known` names them, where spellings of a class are one (`Schema.spellings`).
    ///
    /// - Parameter known: By head; of those behind its end nothing is known.
    public func namingClasses(as known: [[String]]) -> RowSet {
        guard schema.spellings == .folded else { return self }
        var table = table
        for (head, names) in known.enumerated() where head < table.heads.count && !names.isEmpty {
            table.heads[head] = table.heads[head].naming(Spelling.names(table.heads[head].names, known: names))
        }
        return RowSet(table: table, identities: identities, sources: sources, batches: batches, numbers: numbers)
    }

    /// All rows of both. A row that both have is one row with the sources of both, and **the later set's label wins**: what was learned last
    /// about the same features is what somebody meant to say. Where it has several, each that it has. Classes of the later set are named as those of this one.
    ///
    /// - Precondition: Both have one schema.
    public func merged(with later: RowSet) -> RowSet {
        precondition(schema == later.schema, "rows under \(schema) cannot join rows under \(later.schema)")
        var batches = batches
        var known = Dictionary(uniqueKeysWithValues: batches.enumerated().map { ($1, Int32($0)) })
        let translation = later.batches.map { batch in
            if let index = known[batch] { return index }
            let index = Int32(batches.count)
            known[batch] = index
            batches.append(batch)
            return index
        }

        let indices = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        var featureRows = Array(identities.indices)
        var labelRows = [[Int]](repeating: featureRows, count: table.heads.count)
        var sources = sources
        var identities = identities
        var numbers = numbers
        for (row, key) in later.keys.enumerated() {
            let new = later.sources[row].map { translation[Int($0)] }
            // Rows of the later set follow those of this one in the joined table.
            let joined = count + row
            if let index = indices[key] {
                for (head, labels) in later.table.heads.enumerated() where labels.hasLabel(row) { labelRows[head][index] = joined }
                sources[index] = Set(sources[index]).union(new).sorted()
            } else {
                featureRows.append(joined)
                for head in labelRows.indices { labelRows[head].append(joined) }
                sources.append(new.sorted())
                identities.append(later.identities[row])
                if !later.numbers.isEmpty { numbers.append(later.numbers[row]) }
            }
        }
        let joined = ExampleTable(
            schema: schema,
            columns: zip(table.columns, later.table.columns).map { $0.appending($1) },
            heads: zip(table.heads, later.namingClasses(as: table.heads.map(\.names)).table.heads).map { $0.appending($1) }
        )
        return RowSet(
            table: joined.picking(featureRows, labels: labelRows),
            identities: identities,
            sources: sources,
            batches: batches,
            numbers: numbers
        )
    }
}

/// Texts in the order of their UTF-8 bytes, only those that some row uses: so the same rows have the same lists.
package struct CanonicalNames {
    package let names: [String]
    /// Where each text that there was stands in `names`; −1 where no row uses it.
    package let places: [Int32]

    /// - Parameters:
    ///   - indices: Each row's place in `names`, −1 where missing.
    ///   - rows: Those that count.
    package init(_ indices: [Int32], _ names: [String], of rows: some Sequence<Int>) {
        var used = [Bool](repeating: false, count: names.count)
        for row in rows where indices[row] >= 0 { used[Int(indices[row])] = true }
        let order = names.indices.filter { used[$0] }.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        var places = [Int32](repeating: -1, count: names.count)
        for (position, old) in order.enumerated() { places[old] = Int32(position) }
        self.names = order.map { names[$0] }
        self.places = places
    }
}

/// The same with each row's place in them.
package struct CanonicalOrder {
    package let names: [String]
    /// Indices into `names`, one a row, −1 where missing.
    package let indices: [Int32]

    package init(_ indices: [Int32], _ names: [String]) {
        let canonical = CanonicalNames(indices, names, of: indices.indices)
        self.names = canonical.names
        self.indices = indices.map { $0 < 0 ? -1 : canonical.places[Int($0)] }
    }
}

/// Texts in the order of their UTF-8 bytes, only those that some row uses: so the same rows have the same lists.
package struct CanonicalOrder {
    package let names: [String]
    /// Indices into `names`, one a row, −1 where missing.
    package let indices: [Int32]

    package init(_ indices: [Int32], _ names: [String]) {
        var used = [Bool](repeating: false, count: names.count)
        for index in indices where index >= 0 { used[Int(index)] = true }
        let order = names.indices.filter { used[$0] }.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        var translation = [Int32](repeating: -1, count: names.count)
        for (position, old) in order.enumerated() { translation[old] = Int32(position) }
        self.names = order.map { names[$0] }
        self.indices = indices.map { $0 < 0 ? -1 : translation[Int($0)] }
    }
}

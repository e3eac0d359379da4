import Rows

extension OutputLayout {
    /// Takes in the classes that the labels use and this does not have, after the known ones, in the order of their UTF-8 bytes: the rows' order
    /// does not matter.
    ///
    /// - Returns: How many there are.
    mutating func adopt(_ labels: ExampleTable.Labels) -> Int {
        guard case .classes(let indices, let names) = labels, case .classes(let known) = self else { return 0 }
        let used = Set(indices.filter { $0 >= 0 }.map { names[Int($0)] })
        let new = used.subtracting(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self = .classes(known + new)
        return new.count
    }

    /// Rows of each class so far and in these labels, in this order.
    ///
    /// - Parameter earlier: Of the classes known before; nil: nobody counted, and it stays so.
    func counted(_ earlier: [Int]?, with labels: ExampleTable.Labels) -> [Int]? {
        guard let earlier, case .classes(let indices, let names) = labels, case .classes(let known) = self else { return earlier }
        let positions = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        var counts = earlier + [Int](repeating: 0, count: known.count - earlier.count)
        for index in indices where index >= 0 { counts[positions[names[Int(index)]]!] += 1 }
        return counts
    }
}

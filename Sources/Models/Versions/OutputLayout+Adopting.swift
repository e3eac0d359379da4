import Examples

extension OutputLayout {
    /// Takes in the classes that the labels use and this does not have, after the known ones, in the order of their UTF-8 bytes: the rows' order
    /// does not matter.
    ///
    /// - Returns: How many there are.
    mutating func adopt(_ labels: ExampleTable.Labels) -> Int {
        guard case .classes(let indices, let names) = labels, case .classes(let known) = self else { return 0 }
        let used = Set(indices.map { names[Int($0)] })
        let new = used.subtracting(known).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self = .classes(known + new)
        return new.count
    }
}

import Rows

/// Classes by name while their names are still being made alike.
struct NamedClasses {
    private(set) var indices: [Int32]
    private(set) var names: [String]

    /// - Parameter named: A name for each index; equal ones are one class.
    init(_ indices: [Int32], _ named: [String]) {
        (self.indices, names) = (indices, named)
        rename(named)
    }

    /// Makes one class of spellings that differ in case, blanks or Unicode form alone, named by the commonest (of equals, the first in byte order).
    ///
    /// - Returns: What was made one, for people.
    mutating func fold() -> [String] {
        var counts = [Int](repeating: 0, count: names.count)
        for index in indices where index >= 0 { counts[Int(index)] += 1 }
        var groups: [String: [Int]] = [:]
        for (place, name) in names.enumerated() where counts[place] > 0 { groups[Spelling.key(name), default: []].append(place) }
        var renamed = names
        var warnings: [String] = []
        for group in groups.values.filter({ $0.count > 1 }).sorted(by: { names[$0[0]] < names[$1[0]] }) {
            let ordered = group.sorted { left, right in
                counts[left] != counts[right] ? counts[left] > counts[right] : names[left].utf8.lexicographicallyPrecedes(names[right].utf8)
            }
            for place in group { renamed[place] = names[ordered[0]] }
            let others = ordered.dropFirst().map { "'\(names[$0])' (\(Self.rows(counts[$0])))" }.joined(separator: ", ")
            warnings.append(
                "\(others): read as the class '\(names[ordered[0]])' (\(Self.rows(counts[ordered[0]]))), which differs in case or blanks alone; "
                    + "set models.MODEL.spellings: exact to keep them apart"
            )
        }
        rename(renamed)
        return warnings
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    private mutating func rename(_ named: [String]) {
        var places: [String: Int32] = [:]
        var distinct: [String] = []
        let translation = named.map { name in
            if let place = places[name] { return place }
            let place = Int32(distinct.count)
            places[name] = place
            distinct.append(name)
            return place
        }
        indices = indices.map { $0 < 0 ? -1 : translation[Int($0)] }
        names = distinct
    }
}

import Domain

/// How often rows with the same features come in a file, and whether they agree in their labels: what decides how repeated rows count.
public struct Repeats: Hashable, Sendable {
    /// All rows, copies among them.
    public let rows: Int
    /// Rows that differ in their features, labels left out.
    public let distinct: Int
    /// Groups of two or more rows with the same features.
    public let groups: Int
    /// Those of them whose labels differ, in any head; of numbers, by more than a thousandth of their spread.
    public let disagreeing: Int

    /// Counts a file's rows by their identity. Takes as long as hashing all of them.
    public init(_ table: ExampleTable) {
        let identities = RowIdentity.compute(table)
        let order = DigestOrder.ascending(Array(identities.indices), identities)
        let slacks = table.heads.map { Self.spread($0) / 1000 }
        var (distinct, groups, disagreeing) = (0, 0, 0)
        DigestOrder.forEachGroup(of: order, identities) { places in
            distinct += 1
            guard places.count > 1 else { return }
            groups += 1
            if zip(table.heads, slacks).contains(where: { Self.disagree(order[places], $0, slack: $1) }) { disagreeing += 1 }
        }
        rows = identities.count
        self.distinct = distinct
        self.groups = groups
        self.disagreeing = disagreeing
    }

    private static func disagree(_ group: ArraySlice<Int>, _ labels: ExampleTable.Labels, slack: Double) -> Bool {
        let labeled = group.filter { labels.hasLabel($0) }
        switch labels {
        case .classes(let indices, _): return labeled.contains { indices[$0] != indices[labeled[0]] }
        case .numbers(let numbers):
            let values = labeled.map { numbers[$0] }
            guard let least = values.min(), let most = values.max() else { return false }
            return most - least > slack
        }
    }

    private static func spread(_ labels: ExampleTable.Labels) -> Double {
        guard case .numbers(let all) = labels, case let numbers = all.filter({ !$0.isNaN }), let least = numbers.min(),
            let most = numbers.max()
        else { return 0 }
        let spread = most - least
        return spread.isFinite ? spread : .greatestFiniteMagnitude
    }

    /// Features are coarse: fewer than half as many distinct rows as rows.
    public var isCoarse: Bool { 2 * distinct < rows }

    /// Below so many rows too little can be told, and every copy counts.
    static let fewRows = 200

    /// docs/decisions/0019, "Rows that repeat".
    public var rule: RepeatedRows {
        if isCoarse || rows < Self.fewRows { return .count }
        return disagreeing >= 3 && 20 * disagreeing >= groups ? .count : .once
    }

    /// Why, for people.
    public func reason(_ rule: RepeatedRows) -> String {
        let repeated = rows - distinct
        switch rule {
        case .count where isCoarse: return "every copy counts, since only \(distinct) of \(rows) rows differ in their features"
        case .count where rows < Self.fewRows: return "every copy counts, since the file has fewer than \(Self.fewRows) rows"
        case .count: return "every copy counts, since \(disagreeing) of \(groups) groups of equal rows differ in their labels"
        case .once where repeated == 0: return "duplicates count once"
        case .once:
            let what = repeated == 1 ? "row is a duplicate" : "rows are duplicates"
            return "duplicates count once, with the last label (\(repeated) of \(rows) \(what))"
        }
    }
}

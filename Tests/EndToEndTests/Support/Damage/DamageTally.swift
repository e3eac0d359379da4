/// What became of many damages.
struct DamageTally {
    struct Entry {
        let seed: Int
        let state: String
        let damage: Damage
        let verdict: DamageTrial.Verdict
    }

    private var counts: [String: Int] = [:]
    private(set) var faults: [String] = []

    mutating func add(_ entry: Entry) {
        counts[entry.verdict.outcome.rawValue, default: 0] += 1
        let place = "seed \(entry.seed), \(entry.state), \(entry.damage.file): \(entry.damage.words)"
        if Soak.number("SOAK_VERBOSE") != nil { Soak.report("\(place): \(entry.verdict.outcome.rawValue) \(entry.verdict.words)") }
        for fault in entry.verdict.faults {
            faults.append("\(place): \(entry.verdict.outcome.rawValue): \(fault)")
            Soak.report("fault: \(faults.last ?? "")")
        }
    }

    mutating func merge(_ other: DamageTally) {
        counts.merge(other.counts, uniquingKeysWith: +)
        faults += other.faults
    }

    /// `12 refused, 1 fell back, 3 told, 24 same`.
    var lines: String {
        DamageTrial.Outcome.allCases.map { "\(counts[$0.rawValue] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
            + (faults.isEmpty ? "" : ", \(faults.count) faults")
    }
}

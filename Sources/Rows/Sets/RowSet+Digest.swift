import Domain
import Hashing
import Threads

extension RowSet {
    /// What the rows say, whatever their order, sources and file: SHA-256 over identity and label, sorted.
    ///
    /// The same rows in another order are nothing new; where repeats do not count, nor are they with some of them twice; where spellings of a class
    /// are one, nor are they in another spelling.
    public var rowsDigest: Digest {
        var hasher = SHA256()
        hasher.update("learnd rows 1\n")
        let names = table.heads.map { $0.classBytes(isFolded: schema.spellings == .folded) }
        for (count, row) in canonicalOrder(names).enumerated() {
            if count % 4096 == 0 { WorkPulse.beat() }
            let words = identities[row].words
            withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { hasher.update($0) }
            for (labels, names) in zip(table.heads, names) { hasher.update(labels.bytes(row, names)) }
        }
        return hasher.finalize()
    }

    /// The rows' places, ascending by identity and label.
    private func canonicalOrder(_ names: [[[UInt8]]]) -> [Int] {
        let byIdentity = DigestOrder.ascending(Array(identities.indices), identities)
        var order = byIdentity
        DigestOrder.forEachGroup(of: byIdentity, identities) { group in
            guard group.count > 1 else { return }
            order[group].sort { row, other in
                for (labels, names) in zip(table.heads, names) {
                    if let isBefore = labels.precedes(row, other, names) { return isBefore }
                }
                return false
            }
        }
        return order
    }
}

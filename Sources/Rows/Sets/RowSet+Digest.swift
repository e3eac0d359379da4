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
        let names: [[UInt8]] =
            switch table.labels {
            case .classes(_, let names): names.map { RowForm.bytes(ofCategory: schema.spellings == .folded ? Spelling.key($0) : $0) }
            case .numbers: []
            }
        var line = [UInt8](repeating: 0, count: RowForm.numberWidth)
        for (count, row) in canonicalOrder(names).enumerated() {
            if count % 4096 == 0 { WorkPulse.beat() }
            let words = identities[row].words
            withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { hasher.update($0) }
            switch table.labels {
            case .classes(let indices, _): hasher.update(names[Int(indices[row])])
            case .numbers(let numbers):
                line.withUnsafeMutableBytes { bytes in
                    let length = RowForm.write(numbers[row], to: bytes.baseAddress!)
                    hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<length]))
                }
            }
        }
        return hasher.finalize()
    }

    /// The rows' places, ascending by identity and label.
    private func canonicalOrder(_ names: [[UInt8]]) -> [Int] {
        let byIdentity = DigestOrder.ascending(Array(identities.indices), identities)
        var order = byIdentity
        DigestOrder.forEachGroup(of: byIdentity, identities) { group in
            guard group.count > 1 else { return }
            order[group].sort { row, other in
                switch table.labels {
                case .classes(let indices, _): names[Int(indices[row])].lexicographicallyPrecedes(names[Int(indices[other])])
                case .numbers(let numbers): numbers[row] < numbers[other]
                }
            }
        }
        return order
    }
}

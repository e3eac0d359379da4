import Domain
import Hashing

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
        for row in canonicalOrder(names) {
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

    /// The rows' places, ascending by identity and label. First words stand beside the places, so that sorting seldom looks the identities up.
    private func canonicalOrder(_ names: [[UInt8]]) -> [Int] {
        var order = identities.enumerated().map { (word: $1.words.0, row: Int32($0)) }
        order.sort { left, right in
            if left.word != right.word { return left.word < right.word }
            let (first, second) = (identities[Int(left.row)], identities[Int(right.row)])
            if first != second { return first < second }
            switch table.labels {
            case .classes(let indices, _):
                return names[Int(indices[Int(left.row)])].lexicographicallyPrecedes(names[Int(indices[Int(right.row)])])
            case .numbers(let numbers): return numbers[Int(left.row)] < numbers[Int(right.row)]
            }
        }
        return order.map { Int($0.row) }
    }
}

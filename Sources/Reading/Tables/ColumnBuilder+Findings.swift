import Domain
import Rows

/// What the values that were collected say of the column.
extension ColumnBuilder {
    /// How many numbers, booleans and other texts the taken rows hold.
    var census: Census {
        switch collected {
        case .numbers: return Census(numbers: numbers.count { !$0.isNaN }, strays: strays)
        case .truths:
            return Census(numbers: booleans.count { $0 >= Self.digits }, booleans: booleans.count { $0 < 2 }, strays: strays)
        case .texts: return Census(indices, levels.names, decimalComma: decimalComma)
        case .pixels: return Census()
        }
    }

    /// Some value was written with a comma between digits.
    var sawComma: Bool {
        if collected != .texts { return marks.sawComma }
        return !isGiven && levels.names.contains { DecimalCommas.provesComma($0) }
    }

    /// The texts that were collected.
    var texts: [String] { levels.names }

    /// What stands in the rows that were taken, as far as it is no number, `true` or `false`: each word with the rows that have it. Those that are
    /// make one text more, which no kind of texts takes.
    func collectedTexts(share: Double) -> CollectedTexts {
        if collected == .texts {
            var counts = [Int](repeating: 0, count: levels.names.count)
            for index in indices where index >= 0 { counts[Int(index)] += 1 }
            return CollectedTexts(texts: levels.names, counts: counts, share: share)
        }
        let words = strays.words.sorted { $0.key < $1.key }
        return CollectedTexts(
            texts: words.map(\.key) + ["0"],
            counts: words.map(\.value.count) + [census.count - strays.count],
            share: share
        )
    }

    /// The first numbers that are there.
    var firstNumbers: [Double] { Array(numbers.lazy.filter { !$0.isNaN }.prefix(1_000)) }

    /// Values that are there, and how many of them differ; of a column of texts.
    var categories: (values: Int, distinct: Int) {
        let used = indices.filter { $0 >= 0 }
        return (used.count, Set(used).count)
    }

    /// Whether the numbers among the texts that were collected are codes: of one width, some with a zero in front.
    var codesAmongLevels: Bool {
        var width: Int?
        var sawZero = false
        for level in levels.names {
            var level = level
            let isNumber = level.withUTF8 { utf8 in
                if case .number = NumberScanner.scan(utf8.baseAddress!, utf8.count) { true } else { false }
            }
            guard isNumber else { continue }
            guard width == nil || width == level.utf8.count else { return false }
            width = level.utf8.count
            let digits = level.utf8.prefix(2)
            if digits.count == 2, digits.first == UInt8(ascii: "0"), digits.last! &- UInt8(ascii: "0") < 10 { sawZero = true }
        }
        return sawZero
    }

    /// The same value in every row.
    var isConstant: Bool {
        switch collected {
        case .numbers: return numbers.first.map { first in !first.isNaN && numbers.allSatisfy { $0 == first } } ?? false
        case .truths: return booleans.first.map { first in first < 2 && booleans.allSatisfy { $0 == first } } ?? false
        case .texts: return indices.first.map { first in first >= 0 && indices.allSatisfy { $0 == first } } ?? false
        case .pixels: return false
        }
    }

    /// Values 0 and 1.
    var zerosAndOnes: Int {
        switch collected {
        case .numbers: return numbers.count { $0 == 0 || $0 == 1 }
        case .truths: return booleans.count { $0 >= Self.digits }
        case .texts:
            let places = Set(levels.names.indices.filter { levels.names[$0] == "0" || levels.names[$0] == "1" }.map(Int32.init))
            return indices.count { places.contains($0) }
        case .pixels: return 0
        }
    }
}

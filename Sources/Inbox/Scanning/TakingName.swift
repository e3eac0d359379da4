import Files

/// The name of a file in `.taking/`: when it had come and the how-manieth it is, both in fixed width, then its own name. So a daemon that
/// finds it there knows its name and its place in the order.
enum TakingName {
    private static let timeDigits = 20
    private static let sequenceDigits = 10
    private static let prefixCount = timeDigits + sequenceDigits + 2

    /// Of a very long name the beginning and the ending are kept: the ending tells the format.
    static func make(changed: Int64, sequence: UInt64, name: [UInt8]) -> [UInt8] {
        let prefix = padded(UInt64(max(0, changed)), timeDigits) + "-" + padded(sequence, sequenceDigits) + "-"
        return Array(prefix.utf8) + LongName.shortened(name, to: LongName.mostBytes - prefixCount)
    }

    /// The file's own name; nil where `name` was not made by `make`.
    static func original(_ name: [UInt8]) -> [UInt8]? {
        guard name.count > prefixCount, name[timeDigits] == UInt8(ascii: "-"), name[prefixCount - 1] == UInt8(ascii: "-") else {
            return nil
        }
        let digits = name[..<timeDigits] + name[(timeDigits + 1)..<(prefixCount - 1)]
        return digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Array(name[prefixCount...]) : nil
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

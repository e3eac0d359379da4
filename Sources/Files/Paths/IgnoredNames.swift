/// Names of files that are not done yet, or not meant: dot-files, and what programs write to before they rename or hold while they edit.
///
/// The one list for the inbox, for the folders in it and for `learnctl drop`. Endings count in any case. A backup (`.bak`) is none of
/// these: it stays, so that leaving it alone in silence would help nobody.
package enum IgnoredNames {
    private struct Pattern {
        var start: [UInt8]
        var end: [UInt8]

        func matches(_ name: [UInt8]) -> Bool {
            name.count >= start.count + end.count && name.starts(with: start)
                && zip(name.suffix(end.count), end).allSatisfy { IgnoredNames.lower($0) == $1 }
        }
    }

    /// As a shell writes them.
    package static let patterns = [
        ".*", "~$*", "#*#", "*.tmp", "*.temp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.download", "*_.gstmp", "*.swp",
        "*.lock", "*~",
    ]

    private static let compiled = patterns.map { pattern in
        let halves = pattern.split(separator: "*", omittingEmptySubsequences: false)
        return Pattern(start: Array(halves[0].utf8), end: Array(halves[1].utf8))
    }

    package static func contains(_ name: [UInt8]) -> Bool { name.isEmpty || compiled.contains { $0.matches(name) } }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

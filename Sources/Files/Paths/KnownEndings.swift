/// Endings of the names that can be read, for those who move files and read none. What reads them is in `Examples`; a test compares the two.
package enum KnownEndings {
    private static let plain = [".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".tar"]
    private static let compressions = ["", ".gz", ".zst"]
    package static let all = (plain.flatMap { ending in compressions.map { ending + $0 } } + [".npz", ".tgz"]).sorted()
    private static let bytes = all.map { Array($0.utf8) }

    /// For a message.
    package static let advice =
        "rename it to end in one of \(plain.joined(separator: " ")) .npz; all but .npz may also be compressed (.gz, .zst)"

    /// The ending of a name, in any case; nil where it is not known. A name is more than its ending.
    package static func ending(of name: [UInt8]) -> [UInt8]? {
        let known = bytes.first { ending in
            name.count > ending.count && zip(name.suffix(ending.count), ending).allSatisfy { lower($0) == $1 }
        }
        return known.map { Array(name.suffix($0.count)) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

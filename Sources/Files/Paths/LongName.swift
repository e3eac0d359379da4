/// Names that are too long for what is to be appended to them.
package enum LongName {
    /// NAME_MAX.
    package static let mostBytes = 255
    /// Of a name whose ending is not known so much of its end is kept: it may tell a person what the file is.
    private static let keptEnd = 24

    /// At most so many bytes of a name: its beginning and its ending, cut between characters.
    package static func shortened(_ name: [UInt8], to most: Int) -> [UInt8] {
        guard name.count > most else { return name }
        let end = KnownEndings.ending(of: name) ?? Array(name.suffix(keptEnd).drop(while: isContinuation))
        return wholeCharacters(name.prefix(most - end.count)) + end
    }

    /// Without the first bytes of a character of which the rest is cut off. What is not UTF-8 anyway loses at most three bytes.
    private static func wholeCharacters(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard let lead = bytes.suffix(4).lastIndex(where: { !isContinuation($0) }) else { return Array(bytes) }
        let length =
            switch bytes[lead] {
            case 0xC0...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xFF: 4
            default: 1
            }
        return Array(bytes.endIndex - lead < length ? bytes[..<lead] : bytes)
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

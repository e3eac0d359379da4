import Archives
import Domain

/// A text whose lines end with a carriage return alone, as the first Macintoshes wrote them, with line feeds instead.
final class CarriageReturnSource: ByteSource {
    private let text: any ByteSource

    init(_ text: any ByteSource) { self.text = text }

    /// Whether a text with this beginning has such lines: outside quotes carriage returns and no line feed. Excel for the Macintosh writes
    /// line feeds inside cells.
    static func explains(_ head: ArraySlice<UInt8>) -> Bool {
        var isQuoted = false
        var wasReturn = false
        var returns = 0
        for byte in head {
            if byte == UInt8(ascii: "\n"), !isQuoted { return false }
            if wasReturn, byte != UInt8(ascii: "\n") { returns += 1 }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            wasReturn = byte == UInt8(ascii: "\r") && !isQuoted
        }
        return returns > 0 || wasReturn
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        let count = try text.read(into: buffer)
        for place in 0..<count where buffer[place] == UInt8(ascii: "\r") { buffer[place] = UInt8(ascii: "\n") }
        return count
    }
}

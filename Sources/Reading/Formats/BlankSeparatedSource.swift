import Archives
import Domain
import Rows

/// A text whose columns are separated by blanks, one or more, with one tab instead; blanks around a line are dropped. Quotes keep theirs.
final class BlankSeparatedSource: ByteSource {
    private let text: any ByteSource
    private let input: UnsafeMutableRawBufferPointer
    private var place = 0
    private var end = 0
    private var isQuoted = false
    /// Before a field: at the beginning of a line or behind a tab.
    private var isFieldStart = true
    /// Blanks have been read and no field after them.
    private var hasGap = false

    init(_ text: any ByteSource) {
        self.text = text
        input = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit { input.deallocate() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        var written = 0
        while written < buffer.count {
            if place == end {
                end = try text.read(into: input)
                place = 0
                if end == 0 { break }
            }
            let byte = input[place]
            if !isQuoted {
                if Cell.isBlank(byte) || byte == UInt8(ascii: "\r") {
                    hasGap = true
                    place += 1
                    continue
                }
                if byte == UInt8(ascii: "\n") {
                    isFieldStart = true
                    hasGap = false
                } else {
                    if hasGap, !isFieldStart {
                        // The byte is looked at again.
                        buffer[written] = UInt8(ascii: "\t")
                        written += 1
                        hasGap = false
                        isFieldStart = true
                        continue
                    }
                    if byte == UInt8(ascii: "\""), isFieldStart { isQuoted = true }
                    isFieldStart = false
                    hasGap = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = false
            }
            buffer[written] = byte
            written += 1
            place += 1
        }
        return written
    }
}

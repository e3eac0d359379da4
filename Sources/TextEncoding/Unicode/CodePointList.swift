/// Reads the lists of `UnicodeData`: words between spaces, each code points in hexadecimal.
struct CodePointList {
    /// `41`, `41-5A`, `100-12E/2`, and after `=` what the first of them becomes.
    struct Entry {
        var first: UInt32
        var last: UInt32
        var step: UInt32 = 1
        /// Empty in a list of ranges.
        var becomes: [UInt32] = []
    }

    let text: StaticString

    /// Calls `body` with each entry, in ascending order.
    func read(_ body: (Entry) -> Void) {
        text.withUTF8Buffer { bytes in
            var entry = Entry(first: 0, last: 0)
            var number: UInt32 = 0
            // What the number being read is: the first, the last, the step or what it becomes.
            var part = UInt8(ascii: " ")
            func end() {
                switch part {
                case UInt8(ascii: "-"): entry.last = number
                case UInt8(ascii: "/"): entry.step = number
                case UInt8(ascii: "="), UInt8(ascii: "+"): entry.becomes.append(number)
                default: entry = Entry(first: number, last: number)
                }
                number = 0
            }
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number * 16 + UInt32(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number * 16 + UInt32(byte - UInt8(ascii: "A") + 10)
                default:
                    end()
                    if byte == UInt8(ascii: " ") { body(entry) }
                    part = byte
                }
            }
            end()
            body(entry)
        }
    }
}

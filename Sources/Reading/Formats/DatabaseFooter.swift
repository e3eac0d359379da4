/// What database shells write under the rows: `(400 rows)`, `(1 row)`, `Time: 1.234 ms`.
enum DatabaseFooter {
    static func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= 40 else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.dropFirst().split(separator: " ")
        if text.first == "(", text.last == ")", words.count == 2 {
            return words[0].allSatisfy(\.isNumber) && words[1].dropLast().allSatisfy(\.isLetter)
        }
        return text.hasPrefix("Time: ") && text.contains(" ms")
    }
}

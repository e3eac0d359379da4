import Archives
import Domain

/// A JSON text that is one value, held as a whole: its rows cannot be told before its end.
final class JSONDocument {
    let name: String
    private let storage: UnsafeMutableBufferPointer<UInt8>

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(storage) }

    init(_ source: any ByteSource, file: InputFile) throws(Refusal) {
        name = file.name
        storage = try Self.read(source, limit: file.limits.expandedBytes, name: file.name)
    }

    deinit { storage.deallocate() }

    private static func read(_ source: any ByteSource, limit: Int, name: String) throws(Refusal) -> UnsafeMutableBufferPointer<UInt8> {
        var buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 20)
        var count = 0
        do throws(Refusal) {
            while true {
                if count == buffer.count {
                    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2 * count)
                    _ = larger.update(fromContentsOf: buffer)
                    buffer.deallocate()
                    buffer = larger
                }
                let read = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
                if read == 0 { break }
                count += read
                guard count <= limit else {
                    throw Refusal(
                        .tooLarge,
                        what: "the file's content has more than \(limit) bytes",
                        at: name,
                        fix: "split it, or raise the limit (inbox.decompressed_bytes)"
                    )
                }
            }
        } catch {
            buffer.deallocate()
            throw error
        }
        // What is deallocated by its first byte may be given shorter.
        return UnsafeMutableBufferPointer(start: buffer.baseAddress, count: count)
    }

    /// A member of an object: where its name stands, without the quotes, and its value.
    struct Member {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// The members of the object that begins at a byte, and where it ends.
    func members(at start: Int, atMost limit: Int = .max) throws(Refusal) -> (members: [Member], end: Int) {
        var cursor = JSONCursor(bytes, at: start)
        var members: [Member] = []
        guard cursor.take("{") else { throw damaged(cursor.place, "an object is expected") }
        if cursor.take("}") { return ([], cursor.place) }
        while true {
            guard cursor.token() == UInt8(ascii: "\""), let name = cursor.skip() else {
                throw damaged(cursor.place, "a name in quotes is expected")
            }
            guard cursor.take(":") else { throw damaged(cursor.place, "a colon is expected") }
            guard let value = cursor.skip() else { throw damaged(cursor.place, "a value is expected, or never ends") }
            members.append(Member(name: name.lowerBound + 1..<name.upperBound - 1, value: value))
            if cursor.take("}") || members.count == limit { return (members, cursor.place) }
            guard cursor.take(",") else { throw damaged(cursor.place, "a comma or the end of the object is expected") }
        }
    }

    /// The first byte of a list's or an object's first value; nil if it is empty or neither of them.
    func firstInside(_ value: Range<Int>) -> UInt8? {
        var cursor = JSONCursor(bytes, at: value.lowerBound)
        if cursor.take("[") {
            let first = cursor.token()
            return first == UInt8(ascii: "]") ? nil : first
        }
        guard cursor.take("{"), cursor.token() == UInt8(ascii: "\""), cursor.skip() != nil, cursor.take(":") else { return nil }
        return cursor.token()
    }

    /// A text without its quotes, as columns are named.
    func text(_ range: Range<Int>) -> String {
        let text = JSONObjectParser.string(UnsafeBufferPointer(rebasing: bytes[range])) ?? String(decoding: bytes[range], as: UTF8.self)
        return String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    func damaged(_ place: Int, _ how: String) -> Refusal {
        let place = min(place, bytes.count)
        let line = bytes[..<place].count { $0 == UInt8(ascii: "\n") } + 1
        let what = place == bytes.count ? "the file ends inside its JSON" : "the file's JSON is damaged: \(how)"
        return Refusal(.invalid, what: what, at: "\(name):\(line)", fix: "write the file again; 'jq . \(name)' shows what is wrong")
    }
}

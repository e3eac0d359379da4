import Testing
import TextEncoding

@Suite("Texts by hashing")
struct HashedTextTests {
    private static func vector(_ text: String, _ scratch: HashedText.Scratch = .init()) -> [Float] {
        var text = text
        return [Float](unsafeUninitializedCapacity: HashedText.width) { vector, count in
            text.withUTF8 { HashedText().fill(vector.baseAddress!, $0, scratch) }
            count = HashedText.width
        }
    }

    private static func product(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test("have length 1, or nothing where there is no word", arguments: ["a", "My card is late!", "größer als Größe", "我的卡丢了", "?"])
    func length(text: String) {
        let vector = Self.vector(text)
        #expect(abs(Self.product(vector, vector) - 1) < 1e-4)
    }

    @Test("without words are zeros", arguments: ["", " ", "... ,;", "\u{1F600}"])
    func nothing(text: String) { #expect(Self.vector(text).allSatisfy { $0 == 0 }) }

    @Test("are one in upper and lower case, and near where they share words")
    func near() {
        #expect(Self.vector("My CARD is LATE, Größe") == Self.vector("my card is late größe"))
        let (card, late, other) = (Self.vector("my card is late"), Self.vector("the card came late"), Self.vector("how do I top up"))
        #expect(Self.product(card, late) > 0.25)
        #expect(abs(Self.product(card, other)) < 0.1)
    }

    @Test("are the same bytes whatever was read before, and of broken or endless bytes, too")
    func again() {
        let scratch = HashedText.Scratch()
        let first = Self.vector("where is my card", scratch)
        _ = Self.vector(String(repeating: "endless words ", count: 20_000), scratch)
        #expect(Self.vector("where is my card", scratch) == first)
        var vector = [Float](repeating: 0, count: HashedText.width)
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x41], [0xE2, 0x82], [0xF0, 0x9F, 0x98], Array(repeating: 0x80, count: 40_000)] {
            bytes.withUnsafeBufferPointer { text in
                vector.withUnsafeMutableBufferPointer { HashedText().fill($0.baseAddress!, text, scratch) }
            }
            let isFinite = vector.allSatisfy(\.isFinite)
            #expect(isFinite)
        }
    }
}

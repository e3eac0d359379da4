import Domain
import Hashing
import Testing

@Suite("Digest")
struct DigestTests {
    @Test(
        "is SHA-256 as FIPS 180-2 shows it",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func vectors(text: String, hex: String) {
        #expect(SHA256.hash(text).description == hex)
        #expect(Digest(hex: hex) == SHA256.hash(text))
        #expect(Digest(bytes: SHA256.hash(text).bytes) == SHA256.hash(text))
    }

    @Test("is the same whatever the pieces")
    func pieces() {
        var hasher = SHA256()
        for piece in ["learn", "", "d"] { hasher.update(piece) }
        let soFar = hasher
        hasher.update("!")
        #expect(soFar.finalize() == SHA256.hash("learnd"))
        #expect(hasher.finalize() == SHA256.hash("learnd!"))
    }

    @Test("orders as its bytes do")
    func order() {
        let digests = (0..<50).map { SHA256.hash("\($0)") }
        #expect(digests.sorted().map(\.description) == digests.map(\.description).sorted())
    }

    @Test(
        "is nothing but 64 hexadecimal digits",
        arguments: ["", "12", String(repeating: "g", count: 64), String(repeating: "0", count: 65)]
    )
    func notHex(text: String) {
        #expect(Digest(hex: text) == nil)
    }
}

import Domain
import Hashing
import Testing

@Suite("Version digest")
struct VersionDigestTests {
    let parts = [
        VersionPart(name: "model", kind: .document, bytes: Array("{}".utf8)).reference,
        VersionPart(name: "weights/a", kind: .tensor(elementType: "F32", shape: [1]), bytes: [0, 0, 128, 63]).reference,
    ]
    let specification = SHA256.hash("specification")
    let batches = [SHA256.hash("one"), SHA256.hash("two")]

    private func digest(
        _ parts: [PartReference]? = nil,
        parent: Digest? = nil,
        batches: [Digest]? = nil,
        specification: Digest? = nil
    ) -> Digest {
        VersionDigest.compute(
            parts: parts ?? self.parts,
            specification: specification ?? self.specification,
            parent: parent,
            batches: batches ?? self.batches
        )
    }

    @Test("does not hang on the order in which parts are listed")
    func order() {
        #expect(digest() == digest(parts.reversed()))
    }

    @Test("changes with every part, the parent, the specification and the batches' order")
    func changes() {
        var others = [digest(parent: SHA256.hash("parent")), digest(batches: batches.reversed()), digest(specification: SHA256.hash(""))]
        var renamed = parts
        renamed[1].name = "weights/b"
        var reshaped = parts
        reshaped[1].kind = .tensor(elementType: "F32", shape: [1, 1])
        var other = parts
        other[0].digest = SHA256.hash("other")
        others += [digest(renamed), digest(reshaped), digest(other), digest()]
        #expect(Set(others).count == others.count)
    }

    @Test(
        "writes a kind so that it reads back",
        arguments: [
            VersionPart.Kind.document, .rows, .tensor(elementType: "F32", shape: [3, 0, 2]), .tensor(elementType: "I64", shape: []),
        ]
    )
    func kinds(kind: VersionPart.Kind) {
        #expect(VersionPart.Kind(text: kind.text) == kind)
    }

    @Test("reads no other kind", arguments: ["", "tensor", "tensor:F32", "tensor:F32:[a]", "tensor:F32:[1", "tensor:F32:[-1]", "row"])
    func unknownKinds(text: String) {
        #expect(VersionPart.Kind(text: text) == nil)
    }
}

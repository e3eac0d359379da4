import FoundationEssentials
import Prediction
import Testing

@Suite("Base64")
struct Base64Tests {
    private func decode(_ text: String) -> Base64.Outcome {
        var text = text
        return text.withUTF8 { utf8 in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, utf8.count)) { bytes in
                _ = bytes.update(fromContentsOf: utf8)
                return Base64.decode(ByteSpan(base: UnsafePointer(bytes.baseAddress!), count: utf8.count))
            }
        }
    }

    private func bytes(_ text: String) -> [UInt8]? {
        if case .bytes(let bytes) = decode(text) { bytes } else { nil }
    }

    @Test("reads what Foundation writes, in either alphabet, padded or not, in lines or in one", arguments: 0...70)
    func roundTrip(count: Int) {
        let expected = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + count) }
        let text = Data(expected).base64EncodedString()
        #expect(bytes(text) == expected)
        #expect(bytes(String(text.prefix { $0 != "=" })) == expected)
        #expect(bytes(String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })) == expected)
        #expect(bytes(Data(expected).base64EncodedString(options: [.lineLength64Characters, .endLineWithCarriageReturn])) == expected)
    }

    @Test(
        "says where a text stops being base64",
        arguments: [
            ("AB*D", 2), ("AB D", 2), ("é", 0), ("A", 1), ("ABCDE", 5), ("=", 0), ("A=", 1), ("AB=", 3), ("AB=C", 3), ("AB===", 4),
            ("ABC==", 4), ("ABCD=", 4), ("AB==AB==", 4),
        ]
    )
    func faults(text: String, place: Int) {
        guard case .fault(let found) = decode(text) else {
            Issue.record("'\(text)' was read")
            return
        }
        #expect(found == place)
    }
}

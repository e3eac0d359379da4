import Domain
import Reading
import Testing

@Suite("Compressed files")
struct CompressionTests {
    private static let rows = (0..<20_000).map { "\($0 * 7919 % 10_007).\($0),\($0 % 3)\n" }.joined()
    private static let text = Array(("a,label\n" + rows).utf8)

    enum Packed: String, CaseIterable, Sendable {
        case gz, zst

        func pack(_ bytes: [UInt8]) -> [UInt8] { self == .gz ? Packing.gzip(bytes) : Packing.zstd(bytes) }
    }

    @Test("are read as what they hold, in one piece or several", arguments: Packed.allCases, [1, 2, 5])
    func content(packed: Packed, pieces: Int) throws {
        let size = Self.text.count / pieces + 1
        let bytes = stride(from: 0, to: Self.text.count, by: size).flatMap {
            packed.pack(Array(Self.text[$0..<min($0 + size, Self.text.count)]))
        }
        let result = try SampleFile(bytes).read(as: "a.csv.\(packed)")
        let plain = try SampleFile(Self.text).read()
        #expect(result.table == plain.table)
        #expect(result.fileBytes == bytes.count)
        #expect(result.expandedBytes == Self.text.count)
        #expect(try SampleFile(bytes).read(as: "a.csv.\(packed)", blockBytes: 17).table == plain.table)
    }

    @Test("are refused where they end early, wherever that is", arguments: Packed.allCases)
    func truncated(packed: Packed) {
        let bytes = packed.pack(Array("a,label\n1,p\n2,q\n".utf8))
        for count in 1..<bytes.count {
            let refusal = #expect(throws: Refusal.self) { try SampleFile(Array(bytes.prefix(count))).read(as: "a.csv.\(packed)") }
            if count >= 4 { #expect(refusal?.what == "it ends in the middle of its compressed data", "at \(count)") }
        }
        let long = packed.pack(Self.text)
        let refusal = #expect(throws: Refusal.self) { try SampleFile(Array(long.prefix(long.count / 2))).read(as: "a.csv.\(packed)") }
        #expect(refusal?.what == "it ends in the middle of its compressed data")
    }

    @Test("are refused where a byte is wrong", arguments: Packed.allCases)
    func damaged(packed: Packed) {
        let bytes = packed.pack(Self.text)
        for place in stride(from: bytes.count / 3, to: bytes.count, by: max(1, bytes.count / 40)) {
            var damaged = bytes
            damaged[place] ^= 0x5A
            let refusal = #expect(throws: Refusal.self, "byte \(place)") { try SampleFile(damaged).read(as: "a.csv.\(packed)") }
            #expect(refusal?.place?.hasPrefix("a.csv") == true)
        }
    }

    @Test("may be filled up with zeros, but nothing else follows gzip's data")
    func trailing() throws {
        let bytes = Packing.gzip(Array("a,label\n1,p\n".utf8))
        #expect(try SampleFile(bytes + [UInt8](repeating: 0, count: 300)).read(as: "a.csv.gz").table.rowCount == 1)
        let refusal = #expect(throws: Refusal.self) { try SampleFile(bytes + [1, 2, 3]).read(as: "a.csv.gz") }
        #expect(refusal?.what == "something else follows its compressed data")
    }

    @Test(
        "are refused if the name says something else than the bytes",
        arguments: [
            ("a.csv", Packed.gz as Packed?, "the file is compressed (gzip), its name does not say so"),
            ("a.csv", .zst, "the file is compressed (zstd), its name does not say so"),
            ("a.csv.gz", nil, "the name ends in '.gz', the file is not compressed that way"),
            ("a.csv.zst", nil, "the name ends in '.zst', the file is not compressed that way"),
            ("a.csv.gz", .zst, "the name ends in '.gz', the file is compressed with zstd"),
        ]
    )
    func wrongName(name: String, packed: Packed?, what: String) {
        let bytes = Array("a,label\n1,p\n".utf8)
        let refusal = #expect(throws: Refusal.self) { try SampleFile(packed?.pack(bytes) ?? bytes).read(as: name) }
        #expect(refusal?.what == what)
    }

    @Test("that hold nothing are empty", arguments: Packed.allCases)
    func nothing(packed: Packed) {
        let refusal = #expect(throws: Refusal.self) { try SampleFile(packed.pack([])).read(as: "a.csv.\(packed)") }
        #expect(refusal?.what == "the file is empty")
    }

    @Test("are bounded by what they hold, not by what they weigh", arguments: Packed.allCases)
    func bomb(packed: Packed) {
        let bytes = packed.pack(Array("a,label\n".utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 4 << 20))
        #expect(bytes.count < 10_000)
        let refusal = #expect(throws: Refusal.self) {
            try SampleFile(bytes).read(as: "a.csv.\(packed)", limits: ReadLimits(expandedBytes: 1 << 20))
        }
        #expect(refusal?.kind == .tooLarge)
        #expect(refusal?.what == "the file's content has more than 1048576 bytes")
    }
}

import Domain
import RowSamples
import Testing

@Suite("Texts in other encodings")
struct EncodingTests {
    private static let text = "x,name,label\n" + (0..<40).map { "\($0).5,ключ \($0)😀é,\($0 % 2 == 0 ? "up" : "вниз")\n" }.joined()

    enum Form: String, CaseIterable, Sendable {
        case utf16Little, utf16Big, utf32Little, utf32Big

        func encode(_ text: String) -> [UInt8] {
            switch self {
            case .utf16Little: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            case .utf16Big: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            case .utf32Little: text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (8 * $0) & 0xFF) } }
            case .utf32Big: text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (24 - 8 * $0) & 0xFF) } }
            }
        }

        var name: String { self == .utf16Little || self == .utf16Big ? "UTF-16" : "UTF-32" }
    }

    @Test("are read as they were meant, with or without a byte order mark, and it is said", arguments: Form.allCases, ["", "\u{FEFF}"])
    func read(form: Form, mark: String) throws {
        let plain = try SampleFile(Self.text).read()
        let bytes = form.encode(mark + Self.text)
        for blockBytes in [1, 2, 3, 5, 4096] {
            let result = try SampleFile(bytes).read(blockBytes: blockBytes)
            #expect(result.table == plain.table)
            #expect(result.formWarnings == ["the file is in \(form.name); it was read as UTF-8"])
        }
    }

    @Test("may hold tabs, JSON, other line ends, and be compressed")
    func kinds() throws {
        let form = Form.utf16Little
        #expect(try SampleFile(form.encode("a\tlabel\nx\tp\n")).read(as: "a.tsv").table.texts("a") == ["x"])
        #expect(try SampleFile(form.encode("{\"a\":\"x\",\"label\":\"p\"}\n")).read(as: "a.jsonl").table.texts("a") == ["x"])
        #expect(try SampleFile(form.encode("a,label\rx,p\ry,q\r")).read().table.texts("a") == ["x", "y"])
        #expect(try SampleFile(Packing.gzip(form.encode("a,label\nx,p\n"))).read(as: "a.csv.gz").table.texts("a") == ["x"])
    }

    @Test("are refused where they are damaged, with the byte")
    func damaged() {
        let bytes = Form.utf16Little.encode("\u{FEFF}a,label\nx,p\n")
        let half = #expect(throws: Refusal.self) { try SampleFile(bytes[..<18] + [0x00, 0xD8] + bytes[18...]).read() }
        #expect(half?.what == "the file's UTF-16 is damaged at byte 19: unpaired surrogate")
        #expect(half?.fix == "write the file again, best as UTF-8 (iconv -f UTF-16LE -t UTF-8)")
        let low = #expect(throws: Refusal.self) { try SampleFile(bytes[..<18] + [0x00, 0xDC] + bytes[18...]).read() }
        #expect(low?.what.contains("at byte 19") == true)
        let cut = #expect(throws: Refusal.self) { try SampleFile(Array(bytes.dropLast())).read() }
        #expect(cut?.what.contains("it ends in the middle of a character") == true)
        let number = #expect(throws: Refusal.self) { try SampleFile([0xFF, 0xFE, 0, 0, 0x61, 0, 0x80, 0]).read() }
        #expect(number?.what == "the file's UTF-32 is damaged at byte 5: no character has that number")
    }

    @Test("are not seen in a text with NUL bytes: its rows that hold them are set aside", arguments: [1, 7, 4096])
    func nul(blockBytes: Int) throws {
        let bytes = Array("a,label\nx,p\nz,up\0\ny\0,q\nw\0\nv,q\n\0\0\0\0\0\0".utf8)
        let result = try SampleFile(bytes).read(maxRefusedShare: 0.9, blockBytes: blockBytes)
        #expect(result.table.texts("a") == ["x", "v"])
        #expect(result.refused.map(\.line) == [3, 4, 5, 7])
        #expect(
            result.refused.map(\.reason) == [
                "column 'label' holds a NUL byte", "column 'a' holds a NUL byte", "the row holds a NUL byte", "the row holds a NUL byte",
            ]
        )
        let name = #expect(throws: Refusal.self) { try SampleFile("a\0,label\nx,p\n").read() }
        #expect(name?.what == "the name of column 1 holds a NUL byte")
    }

    @Test("are not guessed where UTF-8's byte order mark says what it is")
    func markOfUTF8() throws {
        // As UTF-16 its first characters would be U+EFBB and U+BF61.
        let bytes = [0xEF, 0xBB, 0xBF] + Form.utf16Big.encode("a,b,label\n1,x,p\n2,y,q\n").dropFirst()
        let refusal = #expect(throws: Refusal.self) { try SampleFile(bytes).read() }
        #expect(refusal?.what.contains("NUL") == true, "\(String(describing: refusal))")
    }

    @Test("of one byte a character are refused with the way to convert them")
    func windows() throws {
        let row: [UInt8] = Array("caf".utf8) + [0xE9] + Array(",p\n".utf8)
        let rows = #expect(throws: Refusal.self) { try SampleFile(Array("a,label\n".utf8) + row + row).read() }
        #expect(rows?.what.contains("column 'a' is not UTF-8") == true)
        #expect(rows?.fix == "the file is not UTF-8, probably Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8")
        let names = #expect(throws: Refusal.self) { try SampleFile([0xE9] + Array(",label\nx,p\n".utf8)).read() }
        #expect(names?.what == "the name of column 1 is not UTF-8")
        #expect(names?.fix == rows?.fix)
        // Of several reasons none is the file's.
        let mixed = #expect(throws: Refusal.self) { try SampleFile(Array("a,label\n".utf8) + row + Array("x\n".utf8)).read() }
        #expect(mixed?.fix?.contains("Windows-1252") == false)
    }

    @Test("may have more than one byte order mark, where files were put together")
    func marks() throws {
        let result = try SampleFile("\u{FEFF}\u{FEFF}\"a\",label\nx,p\n").read()
        #expect(result.table.texts("a") == ["x"])
        #expect(result.formWarnings.isEmpty)
    }
}

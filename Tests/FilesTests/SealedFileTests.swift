import Domain
import Files
import FoundationEssentials
import Testing

@Suite("Sealed files")
struct SealedFileTests {
    @Test("read as they were written, or say that they are damaged: a bit anywhere, a cut, nothing, gone")
    func damage() throws {
        let root = FileManager.default.temporaryDirectory.path + "/sealed-\(UUID().uuidString)"
        try Folder.make(root)
        defer { Folder.remove(root) }
        let path = root + "/a"
        for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 5_000)] as [[UInt8]] {
            try SealedFile.write(bytes, to: path)
            #expect(try SealedFile.read(path) == bytes)
        }
        let whole = try WholeFile.read(path)
        for place in [0, 2_000, 4_999, 5_000, whole.count - 20, whole.count - 1] {
            var damaged = whole
            damaged[place] ^= 8
            try WholeFile.write(damaged, to: path)
            #expect(throws: DamagedFile(path: path, how: "its SHA-256 is not the one that was written with it")) {
                try SealedFile.read(path)
            }
        }
        for count in [0, 10, 72] {
            try WholeFile.write(Array(whole.prefix(count)), to: path)
            #expect(throws: DamagedFile(path: path, how: "it was cut short")) { try SealedFile.read(path) }
        }
        try FileManager.default.removeItem(atPath: path)
        let fault = #expect(throws: DamagedFile.self) { try SealedFile.read(path) }
        #expect(fault?.description.hasPrefix("\(path) is damaged: the file cannot be opened") == true)
    }
}

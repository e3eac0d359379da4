import Domain
import Testing
import ZipSamples

@testable import Bases

@Suite("Bases in archives")
struct ArchiveTests {
    private let files: [String: [UInt8]]
    private let trial: BaseTrial

    init() throws {
        files = try GoldenBase.all[0].files()
        trial = try BaseTrial()
    }

    private func archive(_ name: String, below folders: String..., deflated: Bool = true) throws -> String {
        let members = folders.flatMap { folder in files.sorted { $0.key < $1.key }.map { (name: folder + $0.key, content: $0.value) } }
        return try trial.write(SampleZip.archive([("readme.txt", [1])] + members, deflated: deflated), name)
    }

    @Test(
        "are those of their folder",
        arguments: [("a.zip", ""), ("some_model-1.0-py3-none-any.whl", "some_model/model/"), ("b.ZIP", "x/")]
    )
    func same(name: String, folder: String) throws {
        let plain = try trial.add(GoldenBase.all[0].path).description
        for deflated in [true, false] {
            let packed = try trial.add(try archive(name, below: folder, deflated: deflated))
            #expect(!packed.isNew)
            #expect(packed.description.digest == plain.digest)
        }
        try trial.store.remove(plain.digest)
        let named = try trial.add(try archive(name, below: folder)).description
        #expect(named.files == plain.files)
        #expect(named.name == String(name.prefix { $0 != "-" && $0 != "." }))
    }

    @Test("are refused where there is none, or more than one, or the archive is damaged")
    func refused() throws {
        func what(_ path: String) -> String? { #expect(throws: Refusal.self) { try trial.add(path) }?.description }
        #expect(
            what(try trial.write(SampleZip.archive([("a.txt", [1])]), "none.zip"))?.contains("no folder in the archive has both") == true
        )
        #expect(what(try archive("two.zip", below: "a/", "b/"))?.contains("the archive holds 2 models: 'a/', 'b/'") == true)
        #expect(what(try archive("twice.zip", below: "a/", "a/"))?.contains("the archive has two files 'a/1_Pooling/config.json'") == true)
        #expect(
            what(try trial.write([1, 2, 3], "bad.zip"))?.contains("not a zip archive, or it was cut short; check it with 'unzip -t'")
                == true
        )
        #expect(what(try trial.write([1, 2, 3], "weights.bin"))?.contains("this is a file, neither .zip nor .whl") == true)
        #expect(what("\(trial.root)/nothing")?.contains("there is no such file or folder") == true)
        let members = files.map { (name: $0.key, content: $0.value) }
        for (claims, said) in [(1, "that the directory tells"), (1 << 30, "has 1073741824 bytes, at most")] {
            let path = try trial.write(SampleZip.archive(members, claims: claims), "claims.zip")
            #expect(what(path)?.contains(said) == true)
        }
        #expect(what(try trial.write(SampleZip.archive(members, checksum: 7), "sum.zip"))?.contains("checksum") == true)
    }
}

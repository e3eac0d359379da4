import Domain
import Files
import FoundationEssentials
import Glibc
import Testing

@testable import Bases

@Suite("The store of bases")
struct StoreTests {
    let golden = GoldenBase.all[0]

    @Test("keeps a base read-only under its digest, with its tokenizer's files and what was made of them")
    func keeps() throws {
        let trial = try BaseTrial()
        let added = try trial.add(golden.path)
        let (description, folder) = (added.description, "\(trial.store.path)/\(added.description.digest)")
        #expect(added.isNew)
        #expect(description.name == "bert")
        #expect(description.pooling == .cls)
        #expect(!description.isNormalized)
        #expect(description.trainedLength == 32)
        #expect(description.longestText == 40)
        #expect(description.ignoredTensors == ["embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight"])
        #expect(Folder.names(folder) == ["base.json", "seal", "tokenizer", "vocab.txt", "weights"])
        for name in Folder.names(folder) + ["."] {
            var status = stat()
            stat("\(folder)/\(name)", &status)
            #expect(status.st_mode & 0o777 == (name == "." ? 0o555 : 0o444), "\(name)")
        }
        #expect(String(decoding: try trial.store.open(description.digest).tokenizer, as: UTF8.self) == "vocab.txt 100")
        #expect(try trial.store.check(description.digest) == description)
        #expect(try trial.store.list().map { try $0.description.get() } == [description])
        #expect(Folder.names(trial.store.path) == [description.digest.description])
    }

    @Test("takes the same base twice as the same, whatever it is called, and another pooling as another")
    func twice() throws {
        let trial = try BaseTrial()
        let first = try trial.add(golden.path)
        let again = try trial.add(golden.path, name: "other")
        #expect(!again.isNew)
        #expect(again.description == first.description)
        var files = try golden.files()
        files["modules.json"] = nil
        files["1_Pooling/config.json"] = nil
        let other = try trial.add(try trial.write(files), name: "bert")
        #expect(other.isNew)
        #expect(other.description.pooling == .mean)
        #expect(other.description.isNormalized)
        #expect(trial.store.list().count == 2)
    }

    @Test("finds a base by its name and by the beginning of its digest")
    func finds() throws {
        let trial = try BaseTrial()
        let digest = try trial.add(golden.path).description.digest
        #expect(try trial.store.find("bert") == digest)
        #expect(try trial.store.find(digest.short.uppercased()) == digest)
        let refusal = #expect(throws: Refusal.self) { try trial.store.find("berta") }
        #expect(refusal?.what == "there is no base 'berta', only bert (\(digest.short))")
        _ = try trial.add(GoldenBase.all[1].path, name: "bert")
        #expect(#expect(throws: Refusal.self) { try trial.store.find("bert") }?.kind == .conflict)
    }

    @Test("removes a base that somebody has open, who keeps it")
    func removes() throws {
        let trial = try BaseTrial()
        let digest = try trial.add(golden.path).description.digest
        let base = try trial.store.open(digest)
        let before = base.encoder.encoded([2, 3, 4], lengths: [3]).vectors
        try trial.store.remove(digest)
        #expect(Folder.names(trial.store.path) == [])
        #expect(base.encoder.encoded([2, 3, 4], lengths: [3]).vectors == before)
        for verb in [{ _ = try trial.store.open(digest) }, { try trial.store.check(digest) }, { try trial.store.remove(digest) }]
            as [() throws -> Void]
        {
            #expect(#expect(throws: Refusal.self, performing: verb)?.kind == .notFound)
        }
    }

    @Test("clears what an interrupted add has left, and nothing that is at work")
    func clears() throws {
        let trial = try BaseTrial()
        try trial.write([1, 2, 3], "bases/.work-1-2/weights")
        let atWork = try WorkFolder(in: trial.store.path)
        _ = try BaseStore(trial.store.path)
        #expect(Folder.names(trial.store.path) == [String(atWork.path.split(separator: "/").last!)])
        // One that is refused leaves nothing either.
        #expect(throws: Refusal.self) { try trial.store.add(golden.path) { _, _ throws(Refusal) in throw Refusal(.invalid, what: "no") } }
        #expect(Folder.names(trial.store.path).count == 1)
    }

    @Test("names the file of which a byte was altered", arguments: ["weights", "tokenizer", "vocab.txt", "base.json", "seal"])
    func altered(file: String) throws {
        let trial = try BaseTrial()
        let digest = try trial.add(golden.path).description.digest
        try trial.damage(digest, file) { $0[$0.count / 2] ^= 1 }
        let refusal = #expect(throws: Refusal.self) { try trial.store.check(digest) }
        #expect(refusal?.place?.hasSuffix("/\(file)") == true, "\(String(describing: refusal))")
        #expect(refusal?.what.contains("the base is damaged") == true)
        // Opening does not read what it does not need; of the weights it sees their time.
        #expect((try? trial.store.open(digest)) == nil || file == "vocab.txt")
        #expect(try trial.add(golden.path).isNew)
        try trial.store.check(digest)
    }

    @Test("does not open weights that were cut short, replaced or are gone")
    func weights() throws {
        let trial = try BaseTrial()
        let digest = try trial.add(golden.path).description.digest
        let path = "\(trial.store.path)/\(digest)/weights"
        let whole = Array(try Data(contentsOf: URL(filePath: path)))
        func refusal() -> Refusal? { #expect(throws: Refusal.self) { try trial.store.open(digest) } }
        try trial.damage(digest, "weights") { $0.removeLast(4) }
        #expect(refusal()?.what == "the base is damaged: it has \(whole.count - 4) bytes, not \(whole.count)")
        unlink(path)
        #expect(refusal()?.what == "the base is damaged: it is missing")
        // Another file of the same bytes, as from a backup: right, once it was read.
        try Data(whole).write(to: URL(filePath: path))
        #expect(refusal()?.fix == "have it read again: 'learnctl check'")
        try trial.store.check(digest)
        _ = try trial.store.open(digest)
        try trial.write([1], "bases/\(digest)/stray")
        #expect(#expect(throws: Refusal.self) { try trial.store.check(digest) }?.place?.hasSuffix("/stray") == true)
    }
}

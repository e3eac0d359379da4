import Domain
import FoundationEssentials
import Hashing
import Inbox
import Testing

@Suite("What a removed model leaves")
struct RemovingTests {
    private let model = InboxFolder.model

    private func folders(_ inbox: InboxFolder) -> ModelFolders {
        ModelFolders(inbox: inbox.layout.inbox, rejected: inbox.layout.rejected)
    }

    @Test("an inbox folder with nothing in it goes, also with the daemon's own folder in it")
    func empty() throws {
        let inbox = try InboxFolder()
        try inbox.makeFolder("iris/.taking")
        #expect(folders(inbox).removeInbox(of: model) == 0)
        #expect(!FileManager.default.fileExists(atPath: inbox.path("iris")))
        #expect(folders(inbox).removeInbox(of: model) == 0, "one that is not there is none")
    }

    @Test(
        "files that nobody has read stay and are counted, hidden ones and those being taken too",
        arguments: ["a.csv", ".a.part", ".taking/a.csv"]
    )
    func unread(name: String) throws {
        let inbox = try InboxFolder()
        try inbox.makeFolder("iris/.taking")
        try inbox.write("x", to: "iris/\(name)")
        #expect(folders(inbox).removeInbox(of: model) == 1)
        #expect(FileManager.default.fileExists(atPath: inbox.path("iris/\(name)")))
    }

    @Test("what was refused goes with its reasons, of this model alone")
    func rejected() throws {
        let inbox = try InboxFolder()
        for folder in ["iris/deep", "other"] {
            try FileManager.default.createDirectory(atPath: "\(inbox.layout.rejected)/\(folder)", withIntermediateDirectories: true)
        }
        try Data("x".utf8).write(to: URL(filePath: "\(inbox.layout.rejected)/iris/deep/a.csv"))
        try folders(inbox).removeRejected(of: model)
        try folders(inbox).removeRejected(of: model)
        #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.layout.rejected) == ["other"])
    }

    @Test("an archived file goes, and one that is gone already is no fault")
    func archived() throws {
        let inbox = try InboxFolder()
        let archive = try Archive(root: inbox.layout.archive)
        let digest = SHA256.hash("x")
        let path = archive.path(of: digest)
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path,
            withIntermediateDirectories: true
        )
        try Data("x".utf8).write(to: URL(filePath: path))
        #expect(archive.contains(digest))
        try archive.remove(digest)
        try archive.remove(digest)
        #expect(!archive.contains(digest))
    }
}

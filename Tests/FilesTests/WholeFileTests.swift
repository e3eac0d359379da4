import Domain
import Files
import Glibc
import Testing

@Suite("Whole files and folders")
struct WholeFileTests {
    @Test("writes a whole file or none, makes and removes folders with what is in them")
    func files() throws {
        let root = "/tmp/learnd-domain-\(getpid())"
        defer { Folder.remove(root) }
        try Folder.make("\(root)/a/b/c")
        try WholeFile.write([1, 2, 3], to: "\(root)/a/b/c/file", durable: true)
        #expect(try WholeFile.read("\(root)/a/b/c/file") == [1, 2, 3])
        #expect(Folder.names("\(root)/a/b/c") == ["file"])
        symlink("/tmp", "\(root)/a/link")
        Folder.remove("\(root)/a")
        #expect(!WholeFile.exists("\(root)/a") && WholeFile.exists("/tmp"))
        #expect {
            try WholeFile.read("\(root)/none")
        } throws: { error in
            (error as? Refusal)?.kind == .notFound && "\(error)".contains("\(root)/none")
        }
    }
}

import Glibc
import LearnClient
import Testing

@Suite("Files that may not be opened")
struct FileAccessTests {
    @Test(
        "the group of the file itself is named, its only user where the group is that user's own, and the installed group where it cannot be seen"
    )
    func remedies() throws {
        var template = Array("/tmp/learnd-access-XXXXXX".utf8CString)
        close(mkstemp(&template))
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let owner = String(cString: try #require(getpwuid(getuid())).pointee.pw_name)
        #expect(chown(path, getuid(), try #require(getpwuid(getuid())).pointee.pw_gid) == 0)
        #expect(FileAccess.remedy(for: path, installedGroup: "learnd-admin") == "run this as the user '\(owner)', to whom it belongs")
        if getuid() == 0, let group = getgrnam("adm") {
            #expect(chown(path, 0, group.pointee.gr_gid) == 0)
            #expect(
                FileAccess.remedy(for: path, installedGroup: "learnd-admin")
                    == "ask to be added to the group 'adm' (usermod -aG adm USER, then log in again)"
            )
        }
        #expect(FileAccess.remedy(for: "/nowhere/x", installedGroup: "learnd-admin").contains("group 'learnd-admin'"))
    }
}

import Configuration
import Domain
import Files
import Inbox

/// The folders that the daemon needs, made where they are missing.
enum Storage {
    static func makeFolders(_ paths: PathSettings) throws(Refusal) {
        try InboxLayout(inbox: paths.inbox, rejected: paths.rejected, archive: paths.archive).make()
        for folder in [parent(of: paths.database), paths.jobs, paths.run] { try Folder.make(folder) }
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

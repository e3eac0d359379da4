import Domain
import FoundationEssentials
import Glibc

/// The state folder of a daemon that has ended, with what it answered: damages are done to copies of it.
struct StoppedState: Sendable {
    /// How it ended: `after a kill`.
    let name: String
    let path: String
    /// Where earlier copies of the files lie, if there are any.
    let older: String?
    /// All regular files, in order.
    let files: [String]
    /// What the daemon is started with. There are some where it has work to go on with: what it lists changes by itself then.
    let settings: [String]
    var record = StateRecord()

    /// Keeps a copy of what lies there.
    init(_ name: String, copying state: String, to path: String, older: String? = nil, settings: [String] = []) throws {
        self.name = name
        self.path = path
        self.older = older
        self.settings = settings
        try? FileManager.default.removeItem(atPath: state + "/run")
        try FileManager.default.copyItem(atPath: state, toPath: path)
        files = try FileManager.default.subpathsOfDirectory(atPath: path).filter {
            var status = stat()
            return lstat("\(path)/\($0)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        }.sorted()
    }

    var isAtWork: Bool { !settings.isEmpty }

    func read(_ file: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(path)/\(file)"))) }

    /// Nil where there is none.
    func readOlder(_ file: String) throws -> [UInt8]? {
        guard let older, access("\(older)/\(file)", R_OK) == 0 else { return nil }
        return try Array(Data(contentsOf: URL(filePath: "\(older)/\(file)")))
    }

    /// A fresh copy where a daemon looks for its state, with the damage.
    func lay(into folder: StateFolder, _ damage: Damage?) throws {
        try? FileManager.default.removeItem(atPath: folder.state)
        try FileManager.default.copyItem(atPath: path, toPath: folder.state)
        if let damage { try Self.write(damage.content, to: "\(folder.state)/\(damage.file)") }
    }

    /// What an operator does who has the file that was damaged.
    func mend(_ damage: Damage, in folder: StateFolder) throws {
        // The start that was refused says where it has put a log without its database.
        for name in folder.names("") where name.hasPrefix("learnd.sqlite-wal.aside-") {
            let log = folder.state + "/learnd.sqlite-wal"
            try? FileManager.default.removeItem(atPath: log)
            try FileManager.default.moveItem(atPath: "\(folder.state)/\(name)", toPath: log)
        }
        try Self.write(read(damage.file), to: "\(folder.state)/\(damage.file)")
    }

    private static func write(_ content: [UInt8]?, to file: String) throws {
        // Archived files may not be written: another takes its place.
        unlink(file)
        if let content { try Data(content).write(to: URL(filePath: file)) }
    }
}

import Domain
import FoundationEssentials
import Glibc
import Inbox

/// An inbox with archive and rejected folder, removed with the test that made it.
final class InboxFolder: Sendable {
    static let model = try! ModelName("iris")

    let root: String
    let layout: InboxLayout

    /// - Parameter parent: Nil for the system's temporary folder.
    init(in parent: String? = nil, rejectedIn other: String? = nil) throws {
        let name = "learnd-inbox-\(UUID().uuidString)"
        root = (parent ?? FileManager.default.temporaryDirectory.path) + "/" + name
        layout = InboxLayout(
            inbox: root + "/inbox",
            rejected: (other.map { "\($0)/\(name)" } ?? root) + "/rejected",
            archive: root + "/archive"
        )
        try layout.make()
        try makeFolder("iris")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
        try? FileManager.default.removeItem(atPath: layout.rejected)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: layout.inbox + "/" + name, withIntermediateDirectories: true)
    }

    /// A path in the inbox.
    func path(_ name: String) -> String { layout.inbox + "/" + name }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }

    /// Writes beside the inbox and moves into it.
    func drop(_ text: String, as name: String) throws {
        let beside = root + "/" + UUID().uuidString
        try Data(text.utf8).write(to: URL(filePath: beside))
        guard rename(beside, path(name)) == 0 else { throw Refusal(.failed, what: "rename: \(errno)", at: name) }
    }

    /// Makes a folder of files beside the inbox and moves it in whole.
    func dropFolder(_ files: [String: String], as name: String) throws {
        let beside = root + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true)
        for (path, text) in files {
            let place = URL(filePath: beside + "/" + path)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
        guard rename(beside, path(name)) == 0 else { throw Refusal(.failed, what: "rename: \(errno)", at: name) }
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    func rejected(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: layout.rejected + "/" + name)), as: UTF8.self)
    }

    /// A scan for which every file is at rest.
    func restless(_ sightings: Sightings = Sightings()) -> InboxScan {
        InboxScan(inbox: layout.inbox, settling: Settling(closed: .zero, unseen: .zero), sightings: sightings)
    }
}

/// Keeps a file open for writing, as a copying program does.
final class OpenWriter {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        precondition(descriptor >= 0, "open \(path): \(errno)")
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    deinit { close(descriptor) }
}

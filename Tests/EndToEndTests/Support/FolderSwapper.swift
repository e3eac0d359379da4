import FoundationEssentials
import Glibc
import Synchronization

/// A member of the drop group who puts a file into the inbox and then a link in the place of its folder, again and again: the daemon must not
/// follow the link and move what has the file's name behind it.
///
/// Three things lie behind the links in turn: the daemon's database, a file of mode 0600, and the archive, a folder.
final class FolderSwapper: Sendable {
    private struct Victim {
        /// What the link leads to, and what in it has the name of what is put into the inbox.
        let folder: String
        let name: String
        let isFolder: Bool
        let inode: UInt64
    }

    private let inbox: String
    private let victims: [Victim]
    private let listing: Set<String>
    private let state: String
    private let isGoing = Mutex(true)
    private let swaps = Mutex(0)
    private let hasEnded = Mutex(false)

    /// Starts on a thread of its own.
    ///
    /// - Parameters:
    ///   - folder: The daemon's; its database and archive are there.
    ///   - pause: At most so many microseconds between two swaps.
    init(in folder: StateFolder, seed: UInt64, pause: Int) throws {
        inbox = folder.state + "/inbox"
        state = folder.state
        let secrets = folder.path + "/secrets"
        try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
        try Data("x,label\n1,secret\n".utf8).write(to: URL(filePath: secrets + "/private.csv"))
        chmod(secrets + "/private.csv", 0o600)
        let places = [(folder.state, "learnd.sqlite", false), (secrets, "private.csv", false), (folder.state, "archive", true)]
        victims = try places.map { place, name, isFolder in
            guard let inode = Self.inode(of: "\(place)/\(name)") else { throw TestFailure("there is no \(place)/\(name)") }
            return Victim(folder: place, name: name, isFolder: isFolder, inode: inode)
        }
        listing = Set(try FileManager.default.contentsOfDirectory(atPath: state))
        OwnThread.start { [self] in
            var random = SampleRandom(seed: seed)
            while isGoing.withLock({ $0 }) {
                swap(victims[swaps.withLock { $0 } % victims.count], &random)
                usleep(UInt32(random.below(max(1, pause))))
            }
            hasEnded.withLock { $0 = true }
        }
    }

    var count: Int { swaps.withLock { $0 } }

    /// What the daemon has taken of what lay in the folders, and refused: without any it did not look while they were swapped.
    var refused: Int {
        (0..<8).reduce(0) { $0 + ((try? FileManager.default.contentsOfDirectory(atPath: "\(state)/rejected/swaps-\($1)"))?.count ?? 0) }
    }

    /// Ends it and says what was moved or made behind the links; empty if nothing was.
    func stop() async throws -> [String] {
        isGoing.withLock { $0 = false }
        try await Patience.wait(for: "the last swap") { hasEnded.withLock { $0 } ? true : nil }
        let moved = victims.filter { Self.inode(of: "\($0.folder)/\($0.name)") != $0.inode }.map { "\($0.folder)/\($0.name) was moved" }
        let made = try FileManager.default.contentsOfDirectory(atPath: state).filter { !listing.contains($0) && $0 == ".taking" }
        return moved + made.map { "\(state)/\($0) was made" }
    }

    private func swap(_ victim: Victim, _ random: inout SampleRandom) {
        // A folder of its own each time: what the daemon holds up for one has no effect on the next.
        let (folder, aside) = ("\(inbox)/swaps-\(count % 8)", "\(inbox)/.aside-\(count % 8)")
        mkdir(folder, 0o770)
        let bait = "\(folder)/\(victim.name)"
        if victim.isFolder {
            mkdir(bait, 0o770)
            put("no image \(count)", at: bait + "/a.txt")
        } else {
            put("no table \(count)", at: bait)
        }
        // From before the daemon has heard of it to after it has taken it.
        usleep(UInt32(random.below(40_000)))
        guard rename(folder, aside) == 0 else { return }
        if symlink(victim.folder, folder) == 0 {
            usleep(UInt32(random.below(4_000)))
            unlink(folder)
            swaps.withLock { $0 += 1 }
        }
        rename(aside, folder)
    }

    /// A plain write: not whole for a moment, as files by a stranger are.
    private func put(_ text: String, at path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { return }
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
        close(descriptor)
    }

    private static func inode(of path: String) -> UInt64? {
        var info = stat()
        return lstat(path, &info) == 0 ? UInt64(info.st_ino) : nil
    }
}

import FoundationEssentials
import Glibc
import Files

/// A folder with files in it, removed with the test that made it.
final class PlainFolder {
    let root: String

    init(_ files: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory.path + "/learnd-packing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        // In no order of the names.
        for (path, text) in files { try write(text, to: path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var path: RawPath { RawPath(root) }

    func write(_ text: String, to path: String) throws {
        let place = URL(filePath: root + "/" + path)
        try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }

    /// The folder's tar.
    func packed(bounds: FolderWalk.Bounds = FolderWalk.Bounds()) throws -> (bytes: [UInt8], packed: FolderPacker.Packed)? {
        let target = root + ".tar"
        defer { unlink(target) }
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard let packed = try FolderPacker.pack(path, to: descriptor, at: RawPath(target), bounds: bounds) else { return nil }
        return (Array(try Data(contentsOf: URL(filePath: target))), packed)
    }
}

import Domain
import Files
import FoundationEssentials
import Glibc

@testable import Bases

/// A store and a folder to add from, both gone with the test.
final class BaseTrial {
    let root: String
    let store: BaseStore

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/learnd-bases-\(UUID().uuidString)"
        store = try BaseStore(root + "/bases")
    }

    deinit {
        // What is only read must be writable to be removed, but for root.
        for name in Folder.names(root + "/bases") { chmod("\(root)/bases/\(name)", 0o755) }
        Folder.remove(root)
    }

    /// - Returns: The folder's path.
    func write(_ files: [String: [UInt8]], _ name: String = "model") throws -> String {
        for (path, bytes) in files { try write(bytes, "\(name)/\(path)") }
        return "\(root)/\(name)"
    }

    @discardableResult
    func write(_ bytes: [UInt8], _ path: String) throws -> String {
        let place = "\(root)/\(path)"
        try Folder.make(place.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
        try Data(bytes).write(to: URL(filePath: place))
        return place
    }

    /// The tokenizer that is kept is the names of its files.
    @discardableResult
    func add(_ source: String, name: String? = nil) throws -> AddedBase {
        try store.add(source, name: name) { files, vocabulary in Array("\(files.keys.sorted().joined(separator: " ")) \(vocabulary)".utf8) }
    }

    /// What is said of a folder of these files.
    func refusal(_ files: [String: [UInt8]], _ name: String = "model") throws -> Refusal? {
        let path = try write(files, name)
        defer { Folder.remove(path) }
        do {
            try add(path)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// A kept file is changed behind the store's back.
    func damage(_ digest: Digest, _ file: String, _ change: (inout [UInt8]) -> Void) throws {
        let (folder, path) = ("\(store.path)/\(digest)", "\(store.path)/\(digest)/\(file)")
        chmod(folder, 0o755)
        chmod(path, 0o644)
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        change(&bytes)
        let handle = fopen(path, "r+")!
        ftruncate(fileno(handle), off_t(bytes.count))
        fwrite(bytes, 1, bytes.count, handle)
        fclose(handle)
    }
}

/// A safetensors file of a header and some bytes.
func tensorFile(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
}

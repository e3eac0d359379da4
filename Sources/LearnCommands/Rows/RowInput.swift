import Domain
import Glibc

/// A file of rows, open as its readers want it: regular, and read from its beginning as often as they like.
final class RowInput {
    let descriptor: Int32
    /// For messages.
    let name: String
    private let isOwned: Bool

    private init(_ descriptor: Int32, _ name: String, isOwned: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isOwned = isOwned
    }

    deinit { if isOwned { close(descriptor) } }

    /// - Throws: `Refusal` where the file cannot be opened.
    static func file(_ path: String) throws(Refusal) -> RowInput {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("cannot be opened", path) }
        return RowInput(descriptor, path, isOwned: true)
    }

    /// Standard input: itself where it is a regular file at its beginning (`< FILE`), else a copy of all that comes, in a file that has no
    /// name and goes with the process.
    ///
    /// - Throws: `Refusal` where there is no room for the copy.
    static func standardInput(_ input: StandardInput) throws -> RowInput {
        if let descriptor = input.regularFile { return RowInput(descriptor, standardInputName, isOwned: false) }
        let copy = try temporaryFile()
        while true {
            let bytes = try input.read()
            if bytes.isEmpty { return copy }
            try copy.append(bytes)
        }
    }

    static let standardInputName = "standard input"

    var isEmpty: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size == 0
    }

    private static func temporaryFile() throws(Refusal) -> RowInput {
        let folder = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(folder)/learnctl-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("standard input cannot be kept in a file there", folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return RowInput(descriptor, standardInputName, isOwned: true)
    }

    private func append(_ bytes: [UInt8]) throws(Refusal) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("cannot be kept in a temporary file", name) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ what: String, _ place: String) -> Refusal {
        Refusal(.failed, what: "\(what): \(String(cString: strerror(errno)))", at: place)
    }
}

/// The process's standard input.
public struct StandardInput {
    /// The next bytes, empty at the end.
    public var read: () throws -> [UInt8]
    /// Its descriptor where it is a regular file that nobody has read from; such a file need not be copied.
    public var regularFile: Int32?

    /// - Parameter regularFile: Nil where what comes must be copied, as from a pipe.
    public init(regularFile: Int32? = nil, read: @escaping () throws -> [UInt8]) {
        self.regularFile = regularFile
        self.read = read
    }
}

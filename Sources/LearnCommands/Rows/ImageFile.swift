import Domain
import FoundationEssentials
import Glibc

/// An image file as a row's value: its bytes in base64.
enum ImageFile {
    /// Four times what the daemon takes in one request by default: more is not read at all.
    static let mostBytes = 64 << 20

    /// - Throws: `Refusal` where the file cannot be read.
    static func read(_ path: String) throws(Refusal) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("cannot be opened", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be examined", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Refusal(.invalid, what: "this is not a regular file", at: path, fix: "give a PNG or JPEG file, or '-' for standard input")
        }
        guard status.st_size <= mostBytes else { throw tooLarge(path) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot be read", path) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// A row of the one column.
    static func row(_ bytes: [UInt8], column: String) -> [UInt8] {
        // Base64 has nothing that JSON escapes.
        JSONText.object([(name: column, value: Array("\"\(Data(bytes).base64EncodedString())\"".utf8))])
    }

    static func tooLarge(_ path: String) -> Refusal {
        Refusal(.tooLarge, what: "the file has more than \(mostBytes) bytes", at: path, fix: "give a smaller image")
    }

    private static func failure(_ what: String, _ path: String) -> Refusal {
        Refusal(.failed, what: "\(what): \(String(cString: strerror(errno)))", at: path)
    }
}

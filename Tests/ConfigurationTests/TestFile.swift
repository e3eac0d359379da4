import Glibc
import Testing

/// Files that the tests read and write.
enum TestFile {
    /// The package's folder: this file lies at `Tests/ConfigurationTests/`.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    static func text(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path) can be opened")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return try #require(String(validating: bytes, as: UTF8.self)) }
            bytes += buffer[..<count]
        }
    }

    /// Runs `body` with a new empty folder, which is removed with its files afterwards.
    static func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/learnd-configuration-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        var files: [String] = []
        defer {
            if let directory = opendir(folder) {
                while let entry = readdir(directory) {
                    files.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
                }
                closedir(directory)
            }
            for file in files { unlink(folder + "/" + file) }
            rmdir(folder)
        }
        try body(folder)
    }

    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(bytes)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}

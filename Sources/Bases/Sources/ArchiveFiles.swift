import Archives
import Domain
import Files
import Glibc

/// The one model's folder in a zip archive, such as a Python wheel. Names in the archive are only compared, never used as paths.
final class ArchiveFiles: BaseFiles {
    let place: String
    let name: String
    private let archive: ZipArchive
    private let descriptor: Int32
    /// Of the model's folder, by the paths below it.
    private let members: [String: ZipArchive.Member]

    /// Weights of more bytes are not unpacked.
    private static let mostUnpackedBytes = 8 << 30

    static func isArchive(_ path: String) -> Bool {
        path.lowercased().hasSuffix(".zip") || path.lowercased().hasSuffix(".whl")
    }

    /// - Throws: `Refusal` where it is no zip archive, or does not hold exactly one model's folder.
    init(_ path: String) throws(Refusal) {
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", RawPath(path)) }
        do throws(Refusal) {
            guard let status = FileStatus(of: descriptor), status.kind == .regular else {
                throw Refusal(.invalid, what: "this is not a regular file", at: path)
            }
            archive = try ZipArchive(descriptor, size: status.byteCount, name: path, fix: "check it with 'unzip -t', or fetch it again")
            let folder = try Self.folder(archive.members.map(\.name), path)
            var members: [String: ZipArchive.Member] = [:]
            for member in archive.members where member.name.hasPrefix(folder) {
                let name = String(member.name.dropFirst(folder.count))
                guard members.updateValue(member, forKey: name) == nil else {
                    throw Refusal(.invalid, what: "the archive has two files '\(member.name.printable)'", at: path, fix: "write it again")
                }
            }
            self.members = members
            place = folder.isEmpty ? path : "\(path): \(folder.dropLast())".printable
        } catch {
            close(descriptor)
            throw error
        }
        let file = path.split(separator: "/").last ?? "base"
        // A wheel's name goes on with its version: PEP 427.
        name = String(file.hasSuffix(".whl") ? file.prefix { $0 != "-" } : file.dropLast(4))
    }

    deinit { close(descriptor) }

    /// The folder that `config.json` and weights, or `modules.json`, lie in, with its slash.
    private static func folder(_ names: [String], _ path: String) throws(Refusal) -> String {
        func folders(with file: String) -> Set<String> {
            Set(names.filter { $0 == file || $0.hasSuffix("/" + file) }.map { String($0.dropLast(file.count)) })
        }
        let weights = ["model.safetensors", "pytorch_model.bin", "model.safetensors.index.json"].map(folders).reduce(Set()) { $0.union($1) }
        let modular = folders(with: "modules.json")
        let plain = folders(with: "config.json").intersection(weights)
            // An encoder in a folder of its own below its modules'.
            .filter { folder in !modular.contains { folder != $0 && folder.hasPrefix($0) } }
        let found = modular.union(plain).sorted()
        guard let folder = found.first else {
            throw Refusal(
                .notFound,
                what: "no folder in the archive has both config.json and model.safetensors",
                at: path,
                fix: "name an archive of a Hugging Face folder"
            )
        }
        guard found.count == 1 else {
            throw Refusal(
                .invalid,
                what: "the archive holds \(found.count) models: \(found.prefix(3).map { "'\($0)'".printable }.joined(separator: ", "))",
                at: path,
                fix: "unpack it, and name the folder of one"
            )
        }
        return folder
    }

    func has(_ path: String) -> Bool { members[path] != nil }

    func bytes(_ path: String, atMost most: Int) throws(Refusal) -> [UInt8] {
        let member = try member(path, atMost: most)
        let source = try archive.open(member)
        guard let bytes = try source.take(member.bytes) else { throw cutShort(path) }
        // The checksum is looked at behind the last byte.
        try source.drain()
        return bytes
    }

    func open(_ path: String, unpackingInto folder: String) throws(Refusal) -> SourceFile {
        let source = try archive.open(try member(path, atMost: Self.mostUnpackedBytes))
        let target = "\(folder)/source"
        let writer = try KeptFileWriter(target)
        defer { unlink(target) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: SourceFile.pieceBytes, alignment: 64)
        defer { piece.deallocate() }
        while case let count = try source.read(into: piece), count > 0 {
            try writer.append(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
        return try SourceFile(target, called: "\(place)/\(path)")
    }

    private func member(_ path: String, atMost most: Int) throws(Refusal) -> ZipArchive.Member {
        guard let member = members[path] else { throw Refusal(.notFound, what: "there is no \(path)", at: place) }
        guard member.bytes <= most else {
            throw Refusal(
                .tooLarge,
                what: "\(path) has \(member.bytes) bytes, at most \(most) are read",
                at: place,
                fix: "take another base"
            )
        }
        return member
    }

    private func cutShort(_ path: String) -> Refusal {
        Refusal(.invalid, what: "\(path) is cut short", at: place, fix: "fetch the archive again")
    }
}

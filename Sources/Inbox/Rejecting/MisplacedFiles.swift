import Domain
import Glibc
import Files

extension RejectedFolder {
    /// Files that no model could have, and that are still where they were moved to: a sentence each, with the reason.
    ///
    /// No batch tells of them, so they are named here until a person has taken them away. The first twenty by name, then how many more. Blocks.
    public var misplaced: [String] {
        let ending = Array(".reason.txt".utf8)
        var found: [RawPath] = []
        for name in Self.names(in: root).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if name.count > ending.count, name.suffix(ending.count).elementsEqual(ending) {
                found.append(root.appending(Array(name.dropLast(ending.count))))
            } else if (try? ModelName(String(decoding: name, as: UTF8.self))) == nil {
                let folder = root.appending(name)
                found += Self.names(in: folder).filter { $0.count > ending.count && $0.suffix(ending.count).elementsEqual(ending) }
                    .sorted { $0.lexicographicallyPrecedes($1) }
                    .map { folder.appending(Array($0.dropLast(ending.count))) }
            }
        }
        found = found.filter { FileStatus(at: $0) != nil }
        let more = found.count - Self.mostTold
        return found.prefix(Self.mostTold).map { Self.sentence($0, ending) }
            + (more > 0 ? ["\(more) more were put into no model's folder"] : [])
    }

    private static var mostTold: Int { 20 }

    private static func names(in folder: RawPath) -> [[UInt8]] {
        guard FileStatus(at: folder)?.kind == .folder else { return [] }
        return (try? FileWork.list(folder)) ?? []
    }

    private static func sentence(_ path: RawPath, _ ending: [UInt8]) -> String {
        let lines = FileWork.beginning(of: RawPath(bytes: path.bytes + ending)).split(separator: "\n")
        func line(_ key: String) -> String? { lines.first { $0.hasPrefix(key) }.map { String($0.dropFirst(7)) } }
        let why = [line("what:"), line("fix:")].compactMap(\.self).joined(separator: "; ")
        return "\(path.description.printable): \(why.isEmpty ? "it is in no model's folder" : why)"
    }
}

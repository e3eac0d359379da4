import Domain
import Files
import Glibc

/// The folder of bases: each is a folder of its own, named by its digest, that is only read once it is there.
///
/// A value without state: any number of them, in any number of processes, work on the same folder. Adding and checking read whole files and
/// take seconds; opening takes milliseconds.
public struct BaseStore: Sendable {
    /// The folder.
    public let path: String

    /// Makes the folder where there is none, and clears what an interrupted `add` or `remove` has left in it.
    ///
    /// - Throws: `Refusal` where the folder cannot be made.
    public init(_ path: String) throws(Refusal) {
        try Folder.make(path)
        self.path = path
        WorkFolder.clear(path)
    }

    /// A base to encode texts with. Of its weights only size, inode and time are looked at; they are mapped.
    ///
    /// - Throws: `Refusal` where it is not here, or a file is missing, damaged, or another than was read whole.
    public func open(_ digest: Digest) throws(Refusal) -> Base {
        let folder = folder(digest)
        let (description, seal) = try folder.description()
        try folder.requireWeights(description, seal)
        return try Base(description, folder)
    }

    /// What a base is.
    ///
    /// - Throws: `Refusal` where it is not here, or its document is damaged.
    public func description(_ digest: Digest) throws(Refusal) -> BaseDescription { try folder(digest).description().description }

    /// Every base by its digest, in their order; a damaged one with what is wrong with its document.
    public func list() -> [(digest: Digest, description: Result<BaseDescription, Refusal>)] {
        Folder.names(path).compactMap { Digest(hex: $0) }.map { digest in
            do throws(Refusal) {
                return (digest, .success(try description(digest)))
            } catch {
                return (digest, .failure(error))
            }
        }
    }

    /// The one base that somebody means by its name or the beginning of its digest.
    ///
    /// - Throws: `Refusal` where there is none, or there are several.
    public func find(_ text: String) throws(Refusal) -> Digest {
        let all = list()
        let found = all.filter { base in
            (text.utf8.count >= 4 && base.digest.description.hasPrefix(text.lowercased())) || (try? base.description.get())?.name == text
        }
        guard found.count <= 1 else {
            throw Refusal(
                .conflict,
                what: "'\(text.printable)' is \(found.map(\.digest.short).joined(separator: " and "))",
                fix: "name the base by its digest"
            )
        }
        guard let found = found.first else {
            let names = all.map { "\((try? $0.description.get())?.name ?? "damaged") (\($0.digest.short))" }
            throw Refusal(
                .notFound,
                what: "there is no base '\(text.printable)'\(names.isEmpty ? "" : ", only \(names.joined(separator: ", "))")",
                at: path,
                fix: "add one: learnctl base add DIR|WHEEL|ZIP"
            )
        }
        return found.digest
    }

    /// Reads everything that is kept of a base; where all is well, it can be opened from here on, also if its files were brought back from a backup.
    ///
    /// - Throws: `Refusal` naming the file that is missing, damaged or too many.
    @discardableResult
    public func check(_ digest: Digest) throws(Refusal) -> BaseDescription { try folder(digest).check() }

    /// Removes a base. Whoever has it open keeps it until they let go.
    ///
    /// - Throws: `Refusal` where it is not here, or cannot be removed.
    public func remove(_ digest: Digest) throws(Refusal) {
        let folder = folder(digest)
        guard WholeFile.exists(folder.path) else { throw Refusal(.notFound, what: "base \(digest.short) is not here", at: path) }
        try WorkFolder(in: path).take(folder.path)
    }

    func folder(_ digest: Digest) -> BaseFolder { BaseFolder(path: "\(path)/\(digest)", digest: digest) }
}

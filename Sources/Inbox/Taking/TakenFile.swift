import Domain
import Files

/// A file, folder or pair that was taken out of people's reach and, unless refused unread, copied into the archive.
public struct TakenFile: Hashable, Sendable {
    /// The model whose folder it was dropped into.
    public var model: ModelName
    /// The name it was dropped under; of a folder `pets`, and of a pair, that of the tar it was packed into: `pets.tar`, `train-idx.tar`.
    public var originalName: String { String(decoding: rawName, as: UTF8.self) + (isFolder ? ".tar" : "") }
    /// Where it was dropped, for people: `…/inbox/iris/a.csv`.
    public var place: String { folder.appending(rawName).description }
    /// Of the file as it lies in `.taking/`.
    public var source: SourceIdentity
    /// Nil only where it was refused unread.
    public var digest: Digest?
    /// Where to read its bytes; nil only where it was refused unread.
    public var archivePath: String?
    /// Of a folder those of its tar, where it was packed.
    public var byteCount: Int { source.byteCount }
    /// What a person should know of how it was taken.
    public var warnings: [String] = []

    var rawName: [UInt8]
    var folder: RawPath
    /// Where it lies in `.taking/`.
    var path: RawPath
    /// A folder, or a pair brought together in one.
    var isFolder = false
    /// Of what was packed.
    var fingerprint: UInt64 = 0
}

/// What became of a file that was to be taken.
public enum TakeOutcome: Hashable, Sendable {
    case taken(TakenFile)
    /// It cannot be read, or is over the bound on bytes: to be recorded as refused and put into the rejected folder.
    case refused(TakenFile, Refusal)
    /// It is being written; it stays in `.taking/` and is found again when it has come to rest.
    case changing(InboxFile)
    /// It was gone before it could be taken: its owner took it back.
    case vanished(InboxFile)
    /// It cannot be moved out of its folder; it stays there and is tried again after `Settling.unseen`.
    case stuck(InboxFile, Refusal)
}

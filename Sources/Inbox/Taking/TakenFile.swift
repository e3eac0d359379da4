import Domain

/// A file that was taken out of people's reach and, unless refused unread, copied into the archive.
public struct TakenFile: Hashable, Sendable {
    public var model: ModelName
    /// The name it was dropped under.
    public var originalName: String { String(decoding: rawName, as: UTF8.self) }
    /// Where it was dropped, for people: `…/inbox/iris/a.csv`.
    public var place: String { folder.appending(rawName).description }
    /// Of the file as it lies in `.taking/`.
    public var source: SourceIdentity
    /// Nil only where it was refused unread.
    public var digest: Digest?
    /// Where to read its bytes; nil only where it was refused unread.
    public var archivePath: String?
    public var byteCount: Int { source.byteCount }

    var rawName: [UInt8]
    var folder: RawPath
    /// Where it lies in `.taking/`.
    var path: RawPath
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

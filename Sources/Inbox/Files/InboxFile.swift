import Domain

/// A file in the inbox that has come to rest.
public struct InboxFile: Hashable, Sendable {
    /// The model whose folder it lies in; nil where it lies in none.
    public var model: ModelName?
    /// The folder it was put into, `.taking` left out.
    var folder: RawPath
    /// That folder's name; nil for the inbox itself.
    var folderName: [UInt8]?
    /// The name it was put there under.
    var rawName: [UInt8]
    /// Where it is now.
    var path: RawPath
    /// It lies in `.taking` already: a daemon was ended before it finished with it.
    public var isLeftover: Bool
    var status: FileStatus

    /// The name it was put there under, for people.
    public var name: String { String(decoding: rawName, as: UTF8.self) }
    /// Where it is now, for people.
    public var place: String { path.description }
    public var byteCount: Int { status.byteCount }
}

import Domain
import Files

/// A file, a folder or a pair of IDX files in the inbox that has come to rest: each becomes one batch.
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
    /// Of a pair that is not in one folder yet: its images and its labels. `path` is that of the images.
    var halves: [Half] = []

    /// A file of a pair, where it is now.
    struct Half: Hashable, Sendable {
        var rawName: [UInt8]
        var path: RawPath
        var status: FileStatus
    }

    /// The name it was put there under, for people.
    public var name: String { String(decoding: rawName, as: UTF8.self) }
    /// Where it is now, for people.
    public var place: String { path.description }
    /// Bytes when it was looked at; of a folder or a pair, those of its files together.
    public var byteCount: Int { status.byteCount }
}

import Domain

/// What removing a model did.
public struct RemoveResponse: Hashable, Sendable, Codable {
    /// The name that is free now.
    public var model: ModelName
    /// How many versions went.
    public var versions: Int
    /// How many files are no longer recorded.
    public var files: Int
    /// How many of them the archive has no more; the others belong to other models too.
    public var archivedFiles: Int
    /// How many files in its inbox folder nobody has read: they begin a new model. Left out where there are none.
    public var unreadFiles: Int?

    /// What went with one model.
    public init(model: ModelName, versions: Int, files: Int, archivedFiles: Int, unreadFiles: Int? = nil) {
        self.model = model
        self.versions = versions
        self.files = files
        self.archivedFiles = archivedFiles
        self.unreadFiles = unreadFiles
    }

    private enum CodingKeys: String, CodingKey {
        case model, versions, files
        case archivedFiles = "archived_files"
        case unreadFiles = "unread_files"
    }
}

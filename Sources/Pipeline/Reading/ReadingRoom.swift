import Domain

/// Where the daemon and the child that reads its files hand each other what is too long for a line.
///
/// ```
/// jobs/reading/request.json     the file to read now
///              answer.json      what came of it
///              known-iris-7.json   what the serving version of a model knows
/// ```
public struct ReadingRoom: Hashable, Sendable {
    public var path: String

    public init(path: String) { self.path = path }

    var request: String { path + "/request.json" }
    var answer: String { path + "/answer.json" }

    /// Its child's part: answers one request.
    public func answerRequest(_ inspector: FileInspector) throws {
        let inspection = try CanonicalJSON.decode(FileInspection.self, from: WholeFile.read(request))
        try WholeFile.write(CanonicalJSON.encode(inspector.inspect(inspection)), to: answer)
    }

    /// What a version knows, as a file that is there once it has been asked for.
    func known(_ version: VersionNumber, of model: ModelName, _ know: () -> KnownModel) throws -> String {
        let prefix = "known-\(model)-"
        try Folder.make(path)
        let name = "\(prefix)\(version).json"
        let file = "\(path)/\(name)"
        if WholeFile.exists(file) { return file }
        for other in Folder.names(path) where other.hasPrefix(prefix) && other.dropFirst(prefix.count).first?.isNumber == true {
            Folder.remove("\(path)/\(other)")
        }
        try WholeFile.write(CanonicalJSON.encode(know()), to: file)
        return file
    }
}

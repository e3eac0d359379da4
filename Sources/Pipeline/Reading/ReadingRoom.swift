import Domain
import Files
import Glibc
import Hashing

/// Where the daemon and the child that reads its files hand each other what is too long for a line.
///
/// ```
/// jobs/reading/request.json     the files to read now
///              answers.jsonl    what came of them, a line each
///              known-iris-7.json   what the serving version of a model knows
/// ```
public struct ReadingRoom: Hashable, Sendable {
    /// The folder: made when files are to be read, removed when none is left.
    public var path: String

    /// Names the folder; nothing is made.
    public init(path: String) { self.path = path }

    var request: String { path + "/request.json" }
    var answers: String { path + "/answers.jsonl" }

    /// Its child's part: carries out one request.
    ///
    /// - Parameter answered: Called after each file, when its answer lies there.
    public func answerRequest(_ inspector: FileInspector, answered: () -> Void) throws {
        let request = try CanonicalJSON.decode(InspectionRequest.self, from: WholeFile.read(request))
        inspector.begin()
        let descriptor = open(answers, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Refusal(.failed, what: "no answer can be written: \(String(cString: strerror(errno)))", at: answers)
        }
        defer { close(descriptor) }
        for inspection in request.inspections {
            let line = try CanonicalJSON.encode(inspector.inspect(inspection)) + [UInt8(ascii: "\n")]
            try FileWork.writeAll(line, to: descriptor, RawPath(answers))
            answered()
        }
    }

    func ask(_ inspections: some Collection<FileInspection>) throws {
        try WholeFile.write(CanonicalJSON.encode(InspectionRequest(inspections)), to: request)
        unlink(answers)
    }

    /// The answers that lie there whole, in order.
    func read() throws -> [FileInspection.Answer] {
        guard WholeFile.exists(answers) else { return [] }
        let bytes = try WholeFile.read(answers)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line end is nothing, or half an answer.
        return try lines.dropLast().map { try CanonicalJSON.decode(FileInspection.Answer.self, from: Array($0)) }
    }

    /// What a version knows, as a file that is there once it has been asked for.
    func known(_ version: VersionNumber, of model: ModelName, _ know: () -> KnownModel) throws -> String {
        try Folder.make(path)
        let file = "\(path)/known-\(model)-\(version).json"
        if WholeFile.exists(file) { return file }
        try WholeFile.write(CanonicalJSON.encode(know()), to: file)
        return file
    }
}

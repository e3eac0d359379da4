import Domain
import LearnAPI

/// What `drop --json` prints: `{"model":"digits","files":[{"path","inbox_path","sha256","outcome","version","reason","batch"}]}`.
struct DropReport: Encodable {
    struct File: Encodable {
        var path: String
        var inboxPath: String
        var sha256: Digest?
        /// `learned`, `held`, `refused`, `set_aside`, `duplicate`, `paused`; `dropped` where nobody waited for more.
        var outcome: String
        var version: VersionNumber?
        var reason: String?
        var batch: BatchResponse?
        /// Of a duplicate: the batch that had its bytes first.
        var original: BatchResponse?

        private enum CodingKeys: String, CodingKey {
            case path, sha256, outcome, version, reason, batch, original
            case inboxPath = "inbox_path"
        }

        init(_ file: DroppedFile) {
            (path, inboxPath, sha256, batch, original) = (file.path, file.inboxPath, file.digest, file.batch, file.original)
            switch file.outcome {
            case .learned(let number): (outcome, version) = ("learned", number)
            case .held(let text): (outcome, reason) = ("held", text)
            case .refused(let text): (outcome, reason) = ("refused", text)
            case .setAside(let text): (outcome, reason) = ("set_aside", text)
            case .duplicate:
                outcome = "duplicate"
                version = file.original.flatMap { $0.state == .learned ? $0.version : nil }
                reason = file.original?.state.rawValue
            case .paused(let text): (outcome, reason) = ("paused", text)
            case nil: outcome = "dropped"
            }
        }
    }

    var model: ModelName
    var files: [File]

    init(model: ModelName, files: [DroppedFile]) {
        self.model = model
        self.files = files.map(File.init)
    }
}

import Domain
import Glibc
import Files

/// The folders of a model that is removed. Its methods block.
public struct ModelFolders: Sendable {
    private let inbox: RawPath
    private let rejected: RawPath

    /// - Parameters:
    ///   - inbox: The folder that holds a folder for each model.
    ///   - rejected: The same for what was refused.
    public init(inbox: String, rejected: String) {
        self.inbox = RawPath(inbox)
        self.rejected = RawPath(rejected)
    }

    /// Removes what was refused of a model, with the reasons.
    public func removeRejected(of model: ModelName) throws(Refusal) { try FileWork.removeAll(rejected.appending(model.text)) }

    /// Removes a model's inbox folder where nothing is in it: what nobody has read yet is never removed.
    ///
    /// - Returns: How many files and folders are still in it.
    public func removeInbox(of model: ModelName) -> Int {
        let folder = inbox.appending(model.text)
        let taking = folder.appending(TakingFolder.name)
        // Both are empty or stay: a file that is dropped meanwhile keeps its folder.
        _ = taking.withCString { rmdir($0) }
        if folder.withCString({ rmdir($0) }) == 0 || errno == ENOENT { return 0 }
        let names = ((try? FileWork.list(folder)) ?? []).filter { $0 != Array(TakingFolder.name.utf8) }
        return names.count + ((try? FileWork.list(taking)) ?? []).count
    }
}

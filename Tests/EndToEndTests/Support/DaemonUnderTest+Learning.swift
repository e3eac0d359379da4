import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import LearnClient

extension DaemonUnderTest {
    /// Moves a file into the inbox at once, as `rename(2)` does; the daemon need not run.
    func put(_ content: String, as name: String, model: ModelName) throws {
        let inbox = "\(folder.state)/inbox/\(model)"
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        let (hidden, seen) = ("\(inbox)/.\(name)", "\(inbox)/\(name)")
        try Data(content.utf8).write(to: URL(filePath: hidden))
        guard rename(hidden, seen) == 0 else { throw TestFailure("cannot move '\(hidden)': \(String(cString: strerror(errno)))") }
    }

    /// Drops a file with learnctl and waits until a version with it serves.
    @discardableResult
    func learn(_ content: String, as name: String, model: ModelName) async throws -> String {
        let ending = try await learnctl.drop(folder.file(name, content), model: model.text)
        guard ending.status == 0 else { throw TestFailure("'\(name)' was not learned: \(ending.out)\(ending.error)") }
        return ending.out
    }

    /// The version after the one of that number, once there is one.
    func version(of model: ModelName, following number: Int) async throws -> VersionSummary {
        try await Patience.wait(for: "version \(number + 1) of \(model)") {
            try await client.versions(of: model).versions.first { $0.number == VersionNumber(number + 1) }
        }
    }

    /// The batch of that number, once it is in one of these states.
    func batch(_ number: Int64, becoming states: Set<BatchState>) async throws -> BatchResponse {
        try await Patience.wait(for: "batch \(number) to be \(states.map(\.rawValue).sorted().joined(separator: " or "))") {
            // A daemon that is just being started again does not answer; a batch may not be recorded yet.
            (try? await client.batch(BatchID(number))).flatMap { states.contains($0.state) ? $0 : nil }
        }
    }
}

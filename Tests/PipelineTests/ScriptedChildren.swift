import ContinualLearning
import Pipeline
import Synchronization

/// Children that do what a test says, work for work; what is not said is done truly, in this process.
final class ScriptedChildren: Children {
    /// What one run of a child does.
    typealias Act = @Sendable (_ directory: JobDirectory, _ stop: StopSwitch, _ report: (JobProgress) -> Void) throws -> ChildEnding

    private struct State {
        /// Files are read truly unless a script says so.
        var scriptsReading = false
        var script: [Act]
        var works: [String] = []
    }

    private let state: Mutex<State>

    init(_ script: [Act] = []) { state = Mutex(State(script: script)) }

    /// What has been asked for but reading: `train 7`, the number being the job's.
    var works: [String] { state.withLock { $0.works.filter { !$0.hasPrefix("read ") } } }

    /// Jobs that were read, in order.
    var reads: [String] { state.withLock { $0.works.filter { $0.hasPrefix("read ") } } }

    func scriptReading() { state.withLock { $0.scriptsReading = true } }

    func then(_ acts: Act...) { state.withLock { $0.script += acts } }

    func run(
        _ work: ChildWork,
        on directory: JobDirectory,
        _ settings: LearningSettings,
        stop: StopSwitch,
        report: (JobProgress) -> Void
    ) -> ChildEnding {
        let act: Act? = state.withLock { state in
            state.works.append("\(work.rawValue) \(directory.path.split(separator: "/").last ?? "")")
            if work == .read, !state.scriptsReading { return nil }
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        do {
            return try act?(directory, stop, report) ?? Self.truly(work, directory)
        } catch {
            return ChildEnding(cause: .exited(code: 1), lastWords: "\(error)")
        }
    }

    static func truly(_ work: ChildWork, _ directory: JobDirectory) throws -> ChildEnding {
        switch work {
        case .read: try JobReading(directory).run()
        case .train: try Trainer(directory, checkpointInterval: .seconds(60)).run { _ in }
        case .judge: try Judging(directory).run()
        }
        return ChildEnding(cause: .exited(code: 0))
    }

    static func ends(_ cause: ChildEnding.Cause, _ words: String = "") -> Act {
        { _, _, _ in ChildEnding(cause: cause, lastWords: words) }
    }

    static let train: Act = { directory, _, _ in try truly(.train, directory) }
    static let judge: Act = { directory, _, _ in try truly(.judge, directory) }

    /// Stopped from outside for a reason, as by a person or by the daemon's end.
    static func isStopped(_ reason: StopSwitch.Reason, first: @escaping @Sendable () -> Void = {}) -> Act {
        { _, stop, _ in
            first()
            stop.stop(reason)
            return ChildEnding(cause: .stopped)
        }
    }
}

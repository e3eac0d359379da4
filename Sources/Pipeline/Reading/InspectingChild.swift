import Domain
import Files
import Rows

/// Files read by a child, `learnd inspect`, one after another: what a decoder does wrong, or how much memory it takes, is the child's end and
/// not the daemon's.
///
/// The child is started with the first file and ends when there is none left.
public final class InspectingChild {
    /// So often a file may bring a child down before it is refused.
    static let mostCrashes = 2
    /// So often a child may be killed from outside while it reads a file: the kernel does, for want of memory.
    static let mostKills = 5

    private let room: ReadingRoom
    private let stop: StopSwitch
    private var child: ConversingChild?

    /// No child is started yet.
    ///
    /// - Parameters:
    ///   - room: This child's alone.
    ///   - stop: Ends the child, and with it the reading.
    public init(room: ReadingRoom, stop: StopSwitch) {
        self.room = room
        self.stop = stop
    }

    /// Reads files to their ends, one after another. Blocks.
    ///
    /// - Parameter working: Called while they are read, again and again, as long as reading advances.
    /// - Returns: An answer each, in their order.
    /// - Throws: `CancellationError` if the daemon ends meanwhile; a file that cannot be read is an answer.
    func inspect(
        _ inspections: [FileInspection],
        _ settings: LearningSettings,
        working: () -> Void
    ) throws -> [FileInspection.Answer] {
        try Folder.make(room.path)
        var answers: [FileInspection.Answer] = []
        var (crashes, kills) = (0, 0)
        while answers.count < inspections.count {
            // What files before a crash have decided holds for those after it.
            let rest = Self.adopting(answers, inspections)
            try room.ask(rest)
            let ending = try ask(rest.count, settings, working)
            let new = try room.read()
            answers += new
            if !new.isEmpty { (crashes, kills) = (0, 0) }
            guard let ending else {
                guard !new.isEmpty else { throw Refusal(.failed, what: "the reader has left no answer", at: room.path) }
                continue
            }
            restart()
            if ending.cause == .stopped { throw CancellationError() }
            guard answers.count < inspections.count else { continue }
            if ending.isOwnFailure { crashes += 1 } else { kills += 1 }
            let name = inspections[answers.count].file.name
            if let refusal = Self.refusal(ending, crashes, kills, name, settings) {
                answers.append(.init(content: nil, refusal: refusal))
                (crashes, kills) = (0, 0)
            }
        }
        return answers
    }

    /// The inspections that have no answer yet.
    private static func adopting(_ answers: [FileInspection.Answer], _ inspections: [FileInspection]) -> [FileInspection] {
        var decided: [ModelName: Schema] = [:]
        for (answer, inspection) in zip(answers, inspections) {
            if let schema = answer.content?.decided { decided[inspection.terms.model] = schema }
        }
        return inspections[answers.count...].map { inspection in
            var inspection = inspection
            if let schema = decided[inspection.terms.model] { inspection.terms.schema = schema }
            return inspection
        }
    }

    /// No further file is read for now.
    func rest() {
        child?.end()
        child = nil
        // What lies there names values of rows.
        Folder.remove(room.path)
    }

    private func restart() {
        child?.end()
        child = nil
    }

    /// - Returns: Nil where it has answered all.
    private func ask(_ count: Int, _ settings: LearningSettings, _ working: () -> Void) throws -> ChildEnding? {
        let limits = ["--nice", "\(settings.nice)", "--memory", "\(settings.readingBytes)", "--oom-score", "\(settings.oomScore)"]
        let child = try child ?? ConversingChild(executable: settings.executable, arguments: ["inspect", room.path] + limits)
        self.child = child
        var answered = 0
        return child.ask("read", silenceLimit: settings.hangTimeout, stop: stop.descriptor) { line in
            working()
            if line == "answered" { answered += 1 }
            return answered == count
        }
    }

    private static func refusal(
        _ ending: ChildEnding,
        _ crashes: Int,
        _ kills: Int,
        _ name: String,
        _ settings: LearningSettings
    ) -> Refusal? {
        switch ending.cause {
        case .outOfMemory:
            return Refusal(
                .tooLarge,
                what: "reading it takes more memory than a reader has"
                    + (settings.readingBytes > 0 ? ", \(settings.readingBytes >> 20) MiB" : ""),
                at: name,
                fix: "split it, or raise inbox.memory and drop it again"
            )
        case .hung(let limit):
            return Refusal(
                .failed,
                what: "reading it made no progress for \(limit)",
                at: name,
                fix: "report it with the file: this is a fault of learnd; or raise trainer.hang_timeout if the machine is very slow"
            )
        case .notStarted(let why):
            return Refusal(.failed, what: "the reader could not be started: \(why)", at: name, fix: "drop it again when that is mended")
        default: break
        }
        if crashes >= mostCrashes {
            return Refusal(
                .failed,
                what: "the reader crashed \(crashes) times while reading it: \(ending)",
                at: name,
                fix: "report it with the file: this is a fault of learnd"
            )
        }
        guard kills >= mostKills else { return nil }
        return Refusal(
            .tooLarge,
            what:
                "reading it was started \(kills) times and never finished: the reader was killed each time, probably because memory ran out",
            at: name,
            fix: "split it; or give the machine (or the unit, by MemoryMax=) more memory and drop it again"
        )
    }
}

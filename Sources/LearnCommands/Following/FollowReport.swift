/// What is shown while files are followed: a line that is redrawn on a terminal; elsewhere a plain line at the start and one every 30 seconds;
/// on both a line that says why no file is accepted.
struct FollowReport {
    static let interval = Duration.seconds(30)

    private let console: Console
    private var nextLine: ContinuousClock.Instant?
    private var pace = Pace()
    private var toldReason: String?

    init(console: Console) { self.console = console }

    mutating func show(_ tracker: FileTracker, at now: ContinuousClock.Instant = .now) {
        // Of texts, preparing rows is most of it. The others are short, and none tells how long another takes.
        let long = tracker.progress.flatMap { [.encode, .train].contains($0.progress.phase) ? $0 : nil }
        if let long { pace.note(job: long.job, phase: long.progress.phase, step: long.progress.done, at: now) }
        let left = long.flatMap { pace.timeLeft(step: $0.progress.done, of: $0.progress.of, at: now) }
        if console.traits.showsProgress {
            console.progress(FollowWords.progress(tracker, left: left, width: console.traits.width))
        } else if nextLine.map({ now >= $0 }) ?? true {
            console.remark(FollowWords.line(tracker, left: left))
            nextLine = now + Self.interval
        }
    }

    mutating func stopped(_ reason: String) {
        guard reason != toldReason else { return }
        toldReason = reason
        console.endProgress()
        console.remark("no file is accepted at present: \(reason)")
    }
}

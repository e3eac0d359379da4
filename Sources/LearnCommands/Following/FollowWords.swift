/// Files on their way, in words.
enum FollowWords {
    /// The line that is redrawn while waiting.
    static func progress(_ tracker: FileTracker, left: Duration?, width: Int) -> String {
        guard let progress = tracker.progress?.progress, progress.of > 0, tracker.open.contains(where: { $0.batch != nil }) else {
            return line(tracker, left: nil)
        }
        let step = JobWords.phase(progress)
        let notes = [left.map { "\(step), \(about($0)) left" }, step, left.map { "\(about($0)) left" }].compactMap { $0 }
        return ProgressBar.line(
            "learning " + name(tracker),
            share: Double(progress.done) / Double(progress.of),
            notes: notes,
            width: width
        )
    }

    /// `learning day1.csv: 45 %, step 900 of 2000, about 2 min left`
    static func line(_ tracker: FileTracker, left: Duration?) -> String {
        guard tracker.open.contains(where: { $0.batch != nil }) else { return "\(name(tracker)): waiting in the inbox" }
        guard let progress = tracker.progress?.progress, progress.of > 0 else { return "\(name(tracker)): queued" }
        return "learning \(name(tracker)): \(100 * progress.done / progress.of) %, \(JobWords.phase(progress))"
            + (left.map { ", \(about($0)) left" } ?? "")
    }

    static func timedOut(_ tracker: FileTracker, after patience: Duration) -> String {
        "timed out after \(Amounts.duration(patience)); \(stay(tracker)); \(next(tracker))"
    }

    /// What whoever ends the command is told of the files.
    static func interrupted(_ tracker: FileTracker) -> String { "learning goes on without this command; \(next(tracker))" }

    private static func stay(_ tracker: FileTracker) -> String {
        tracker.open.count == 1 ? "the file stays queued" : "the files stay queued"
    }

    /// What to type to go on following.
    private static func next(_ tracker: FileTracker) -> String {
        let batches = tracker.open.compactMap(\.batch?.id)
        guard !batches.isEmpty, batches.count == tracker.open.count, batches.count <= 20 else { return "see 'learnctl batches'" }
        return "run 'learnctl wait \(batches.map(\.description).joined(separator: " "))' to follow \(batches.count == 1 ? "it" : "them")"
    }

    private static func name(_ tracker: FileTracker) -> String {
        let open = tracker.open
        return open.count == 1 ? open[0].name.printable : "\(open.count) files"
    }

    /// Rounded to what such a guess is worth: `about 2 min`.
    private static func about(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        if seconds < 10 { return "a few seconds" }
        if seconds < 90 { return "about \((seconds + 5) / 10 * 10) s" }
        if seconds < 5400 { return "about \((seconds + 30) / 60) min" }
        return "about \((seconds + 1800) / 3600) h"
    }
}

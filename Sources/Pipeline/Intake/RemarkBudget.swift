/// How many remarks on the inbox are logged: whoever may drop files must not be able to fill the journal with what is wrong with them.
package struct RemarkBudget {
    /// A minute.
    package static let most = 60

    private var minute = ContinuousClock.now
    private var said = 0
    private var left = 0

    package init() {}

    /// Whether one more may be logged.
    package mutating func spend(at now: ContinuousClock.Instant = .now) -> Bool {
        guard said < Self.most else {
            left += 1
            return false
        }
        if said == 0 { minute = now }
        said += 1
        return true
    }

    /// How many were left out in the minute that has just ended; nil while it lasts, and where none were.
    package mutating func takeLeftOut(at now: ContinuousClock.Instant = .now) -> Int? {
        guard said > 0, now - minute >= .seconds(60) else { return nil }
        defer { (said, left) = (0, 0) }
        return left > 0 ? left : nil
    }
}

/// Whether helpers are worth waking: not for a while after the caller had to wait, again and again, for one that was not let run.
package struct TeamPatience {
    private var pause = 0
    /// Waits that were too long, less the runs since without one.
    private var strikes = 0

    private static let longestPause = 512
    private static let mostStrikes = 9

    package init() {}

    /// Whether the next run is to be shared.
    package mutating func tries() -> Bool {
        guard pause > 0 else { return true }
        pause -= 1
        return false
    }

    /// What a shared run took, in nanoseconds: the caller's own blocks, then the wait for the helpers'.
    package mutating func record(worked: Int, waited: Int) {
        guard waited > 500_000 && waited > worked else {
            strikes = max(0, strikes - 1)
            return
        }
        strikes = min(strikes + 1, Self.mostStrikes)
        // One wait may be chance; from the second on the pause doubles.
        if strikes > 1 { pause = min(Self.longestPause, 2 << strikes) }
    }
}

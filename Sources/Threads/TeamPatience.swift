/// Whether helpers are worth waking: not for a while after the caller had to wait for one that was not let run.
struct TeamPatience {
    private var pause = 0
    private var pauses = 0

    private static let longestPause = 512

    /// Whether the next run is to be shared.
    mutating func tries() -> Bool {
        guard pause > 0 else { return true }
        pause -= 1
        return false
    }

    /// What a shared run took, in nanoseconds: the caller's own blocks, then the wait for the helpers'.
    mutating func record(worked: Int, waited: Int) {
        if waited > 500_000 && waited > worked {
            // Each time in a row the pause doubles.
            pauses = min(pauses + 1, 8)
            pause = min(Self.longestPause, 4 << pauses)
        } else if pauses > 0 {
            pauses -= 1
        }
    }
}

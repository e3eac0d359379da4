import Synchronization

/// Counts what this process has read and computed of rows, in steps of no fixed size: while it rises, work goes on.
///
/// One for the whole process, since a child reads one file at a time; who only reads rows neither knows nor asks who listens. A step costs nothing
/// beside the block of bytes or rows that it stands for.
public enum WorkPulse {
    private static let beats = Atomic<Int>(0)

    /// Steps since the process began.
    public static var count: Int { beats.load(ordering: .relaxed) }

    /// Counts a step. Safe on any thread.
    @inline(__always)
    public static func beat() { beats.add(1, ordering: .relaxed) }
}

import Inbox
import Reading

/// What the intake goes by; asked anew at each look into the inbox, so that a reload holds for the next file.
public struct IntakeSettings: Sendable {
    /// How long files must rest.
    public var settling: Settling
    /// Larger files are refused.
    public var maxBytes: Int
    /// Bounds on a file's content.
    public var limits: ReadLimits
    /// Share of a file's rows (0…1) above which refused rows refuse the file.
    public var maxRefusedShare: Double
    /// Share of a column's values (0…1) that must be numbers for it to be numeric.
    public var numericShare: Double
    /// Least free bytes where the archive lies; below, nothing is taken.
    public var diskFloor: Int
    /// Where the archive lies.
    public var archivePath: String
    /// How children that read are run.
    public var children: LearningSettings
    /// Most files recorded in one transaction.
    public var groupSize: Int

    /// All of it is taken from the daemon's settings, but for `groupSize`.
    public init(
        settling: Settling,
        maxBytes: Int,
        limits: ReadLimits,
        maxRefusedShare: Double,
        numericShare: Double,
        diskFloor: Int,
        archivePath: String,
        children: LearningSettings,
        groupSize: Int = 256
    ) {
        self.settling = settling
        self.maxBytes = maxBytes
        self.limits = limits
        self.maxRefusedShare = maxRefusedShare
        self.numericShare = numericShare
        self.diskFloor = diskFloor
        self.archivePath = archivePath
        self.children = children
        self.groupSize = groupSize
    }
}

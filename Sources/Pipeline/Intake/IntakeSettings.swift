/// What the intake goes by.
public struct IntakeSettings: Sendable {
    /// Least free bytes where the archive lies; below, nothing is taken.
    public var diskFloor: Int
    /// Where the archive lies.
    public var archivePath: String
    /// Most files recorded in one transaction.
    public var groupSize: Int

    public init(diskFloor: Int, archivePath: String, groupSize: Int = 256) {
        self.diskFloor = diskFloor
        self.archivePath = archivePath
        self.groupSize = groupSize
    }
}

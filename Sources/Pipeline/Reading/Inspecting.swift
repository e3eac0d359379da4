import Domain

/// What has files read: a child of this program or, in tests, this process.
public protocol Inspecting: AnyObject {
    /// Reads a file to its end. Blocks.
    ///
    /// - Parameter working: Called while it is read, again and again, as long as reading advances.
    /// - Throws: `CancellationError` if the daemon ends meanwhile; a file that cannot be read is an answer.
    func inspect(_ inspection: FileInspection, _ settings: LearningSettings, working: () -> Void) throws -> FileInspection.Answer

    /// No further file is read for now.
    func rest()
}

/// Files read in this process.
public final class InspectingHere: Inspecting {
    private let inspector = FileInspector()

    public init() {}

    public func inspect(_ inspection: FileInspection, _ settings: LearningSettings, working: () -> Void) -> FileInspection.Answer {
        inspector.inspect(inspection)
    }

    public func rest() {}
}

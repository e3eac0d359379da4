import Domain

/// What has files read: a child of this program or, in tests, this process.
public protocol Inspecting: AnyObject {
    /// Reads files to their ends, one after another. Blocks.
    ///
    /// - Parameter working: Called while they are read, again and again, as long as reading advances.
    /// - Returns: An answer each, in their order.
    /// - Throws: `CancellationError` if the daemon ends meanwhile; a file that cannot be read is an answer.
    func inspect(_ inspections: [FileInspection], _ settings: LearningSettings, working: () -> Void) throws -> [FileInspection.Answer]

    /// No further file is read for now.
    func rest()
}

/// Files read in this process.
public final class InspectingHere: Inspecting {
    private let inspector = FileInspector()

    public init() {}

    public func inspect(_ inspections: [FileInspection], _ settings: LearningSettings, working: () -> Void) -> [FileInspection.Answer] {
        inspector.begin()
        return inspections.map(inspector.inspect)
    }

    public func rest() {}
}

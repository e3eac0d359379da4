/// The moments between which a kill can come; tests stop a take at each.
package enum IntakeStep: Hashable, Sendable, CaseIterable {
    case movedToTaking
    /// Opened and looked at, not yet read.
    case copying
    case copiedToIncoming
    case contentsOnDisk
    case movedToArchive
    case archiveOnDisk
    case unlinked
}

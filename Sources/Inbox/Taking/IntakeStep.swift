/// The moments between which a kill can come; tests stop a take at each.
package enum IntakeStep: Hashable, Sendable, CaseIterable {
    case movedToTaking
    case copiedToIncoming
    case contentsOnDisk
    case movedToArchive
    case archiveOnDisk
    case unlinked
}

/// The moments between which a kill can come: tests stop a take at each, and the watchdog hears of them.
package enum IntakeStep: Hashable, Sendable, CaseIterable {
    case movedToTaking
    /// One half of a pair was moved into the folder that both are to lie in.
    case halfMoved
    /// Opened and looked at, not yet read.
    case copying
    case copiedToIncoming
    case contentsOnDisk
    case movedToArchive
    case archiveOnDisk
    /// A folder has the name under which it is removed, and is still there.
    case spent
    case unlinked
}

import Domain

/// What a look into the inbox found.
public struct InboxView: Sendable {
    /// A file that no model can have, at rest, and why.
    public struct Misplaced: Hashable, Sendable {
        /// The file where it lies, at rest.
        public var file: InboxFile
        /// Why no model can have it, and what to do.
        public var refusal: Refusal
    }

    /// Files to take, in this order: leftovers of an ended daemon in the order they were taken, then by (change time, name).
    public var ready: [InboxFile] = []
    /// Files in no model's folder, or in one whose name no model can have: to be put into the rejected folder.
    public var misplaced: [Misplaced] = []
    /// What is left alone and why: each said once, until it is gone.
    public var remarks: [Refusal] = []
    /// What is not taken for now, and why, said before or not: the first hundred.
    public var untaken: [Refusal] = []
    /// How many there are in all.
    public var untakenCount = 0
    /// When to look again for what is still settling; nil where nothing is.
    public var nextLook: Duration?
    /// IDX files at rest whose other half is not there, and what is missing.
    public var waiting: [Refusal] = []
    /// What is left of folders that were taken, or never filled, when a daemon was ended: to be removed.
    public var spent: [SpentFolder] = []
    /// What killed `learnctl drop`s left unfinished: to be removed.
    public var abandoned: [AbandonedCopy] = []
}

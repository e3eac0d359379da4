import Domain

/// What a row is for. Decided by its identity alone (in coarse tables, by its key), so it is the same in every file and for ever.
public enum RowRole: Hashable, Sendable, CaseIterable {
    /// Learned from.
    case train
    /// Held out for early stopping and calibration.
    case validation
    /// Held out for the gate; never enters a job.
    case gate

    /// - Parameter holdoutShare: 0…1: a row is held out if its identity, as a fraction of all identities, lies under it.
    public init(of identity: Digest, holdoutShare: Double) {
        let fraction = Double(identity.words.0) * 0x1p-64
        // The largest words round up to the fraction 1.
        guard fraction < holdoutShare || holdoutShare >= 1 else {
            self = .train
            return
        }
        // Another word decides, so that the share has no say in who is the gate's.
        self = identity.words.1 & 1 == 0 ? .validation : .gate
    }
}

import Synchronization

/// Who reads events: streams have no end of their own, so that they have a bound of their own, of which one user may have half.
final class StreamLimit: Sendable {
    private let readers = Mutex<[UInt32: Int]>([:])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// - Returns: Whether there is room for one more.
    func enter(_ uid: UInt32) -> Bool {
        readers.withLock { readers in
            guard readers.values.reduce(0, +) < limit, readers[uid, default: 0] < max(1, limit / 2) else { return false }
            readers[uid, default: 0] += 1
            return true
        }
    }

    func leave(_ uid: UInt32) {
        readers.withLock { readers in
            readers[uid, default: 1] -= 1
            if readers[uid] == 0 { readers[uid] = nil }
        }
    }
}

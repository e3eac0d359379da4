/// What byte pairs are merged in.
final class MergeScratch {
    private(set) var tokens: UnsafeMutablePointer<Int32>
    private(set) var before: UnsafeMutablePointer<Int32>
    private(set) var behind: UnsafeMutablePointer<Int32>
    var queue = MergeQueue()
    let cache = WordCache()
    private var capacity = 256

    init() {
        tokens = .allocate(capacity: capacity)
        before = .allocate(capacity: capacity)
        behind = .allocate(capacity: capacity)
    }

    deinit { free() }

    /// Makes place for words of `count` bytes; what was there is gone.
    func reserve(_ count: Int) {
        guard count > capacity else { return }
        free()
        capacity = max(count, capacity * 2)
        tokens = .allocate(capacity: capacity)
        before = .allocate(capacity: capacity)
        behind = .allocate(capacity: capacity)
    }

    private func free() {
        tokens.deallocate()
        before.deallocate()
        behind.deallocate()
    }
}

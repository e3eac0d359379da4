/// Room for one text whose escapes are resolved; kept from request to request.
package final class UnescapedText {
    private(set) var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    package init() {
        capacity = 256
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    var span: ByteSpan { ByteSpan(base: start, count: count) }

    func removeAll() { count = 0 }

    func append(_ byte: UInt8) {
        if count == capacity { grow() }
        start[count] = byte
        count += 1
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity)
        larger.update(from: start, count: count)
        start.deallocate()
        start = larger
        capacity *= 2
    }
}

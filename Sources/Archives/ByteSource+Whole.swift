import Domain

extension ByteSource {
    /// Fills the whole buffer; returns how many bytes there were, less only at the end.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// The next `count` bytes; nil if there are not that many.
    ///
    /// - Precondition: `count` is bounded: there is room for all before the first is read.
    package func take(_ count: Int) throws(Refusal) -> [UInt8]? {
        var refusal: Refusal?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(Refusal) {
                filled = count == 0 ? 0 : try fill(UnsafeMutableRawBufferPointer(buffer))
            } catch {
                refusal = error
            }
        }
        if let refusal { throw refusal }
        return bytes.count == count ? bytes : nil
    }

    /// Reads to the end, so that what stands there (a checksum) is looked at too; returns how many bytes there were.
    @discardableResult
    package func drain() throws(Refusal) -> Int {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { scratch.deallocate() }
        var total = 0
        while true {
            let count = try read(into: scratch)
            if count == 0 { return total }
            total += count
        }
    }
}

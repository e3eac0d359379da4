import Domain

/// Bytes one after another, a block at a time.
package protocol ByteSource: AnyObject {
    /// Fills what it can of `buffer`, which is not empty; returns how many bytes, 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int
}

import Archives
import Domain

/// A source whose first bytes can be looked at before they are read, so that what kind of text it is can be told from them.
final class HeadSource: ByteSource {
    /// The first bytes, as far as they were asked for.
    private(set) var head: [UInt8] = []
    /// The head is all there is.
    private(set) var isWhole = false

    private let rest: any ByteSource
    private var place = 0

    init(_ rest: any ByteSource) { self.rest = rest }

    /// The first bytes: so many, less only at the end.
    ///
    /// - Precondition: Nothing has been read.
    func look(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        while head.count < count, !isWhole {
            guard let more = try block(count - head.count) else {
                isWhole = true
                break
            }
            head += more
        }
        return head.prefix(count)
    }

    /// Passes over the first bytes, all of which have been looked at.
    func skip(_ count: Int) {
        precondition(count <= head.count, "bytes would be skipped that nobody has looked at")
        place = count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        guard place < head.count else {
            // The head is of no more use.
            if !head.isEmpty { head = [] }
            place = 0
            return try rest.read(into: buffer)
        }
        let count = min(buffer.count, head.count - place)
        buffer.copyBytes(from: head[place..<place + count])
        place += count
        return count
    }

    /// At most so many bytes, in one piece; nil at the end.
    private func block(_ count: Int) throws(Refusal) -> [UInt8]? {
        var refusal: Refusal?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(Refusal) {
                filled = try rest.fill(UnsafeMutableRawBufferPointer(buffer))
            } catch {
                refusal = error
            }
        }
        if let refusal { throw refusal }
        return bytes.isEmpty ? nil : bytes
    }
}

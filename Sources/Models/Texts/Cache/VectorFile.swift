import Glibc

/// Vectors one behind the other, each with its key before it and a checksum behind it. A record that was cut off, or is no longer what was written, is none.
struct VectorFile: ~Copyable {
    /// A text's: the first half of its SHA-256.
    typealias Key = (UInt64, UInt64)

    private let descriptor: Int32
    private let width: Int
    /// Records that lie there whole.
    private(set) var count: Int

    private var recordBytes: Int { Self.recordBytes(width) }
    /// Bytes on the disk.
    var bytes: Int { count * recordBytes }

    private static func recordBytes(_ width: Int) -> Int { 16 + width * 4 + 8 }

    /// Opens a file, or nothing where that cannot be done.
    ///
    /// - Parameter isWritten: Also makes it where it is missing, and takes its lock: one process writes.
    init?(_ path: String, width: Int, isWritten: Bool) {
        let descriptor = open(path, (isWritten ? O_RDWR | O_CREAT | O_APPEND : O_RDONLY) | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard let count = Self.records(descriptor, Self.recordBytes(width), isWritten: isWritten) else {
            close(descriptor)
            return nil
        }
        (self.descriptor, self.width, self.count) = (descriptor, width, count)
    }

    /// Whoever wrote before may have been killed within a record: who writes takes what is left of it away.
    private static func records(_ descriptor: Int32, _ bytes: Int, isWritten: Bool) -> Int? {
        var status = stat()
        guard !isWritten || flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0 else { return nil }
        let (count, rest) = Int(status.st_size).quotientAndRemainder(dividingBy: bytes)
        guard !isWritten || rest == 0 || ftruncate(descriptor, off_t(count * bytes)) == 0 else { return nil }
        return count
    }

    deinit { close(descriptor) }

    /// The key of each record, in their order.
    func keys(_ body: (Int, Key) -> Void) {
        let block = max(1, 1 << 20 / recordBytes)
        withUnsafeTemporaryAllocation(byteCount: block * recordBytes, alignment: 8) { buffer in
            for start in stride(from: 0, to: count, by: block) {
                let records = min(block, count - start)
                guard read(UnsafeMutableRawBufferPointer(rebasing: buffer[..<(records * recordBytes)]), at: start) else { return }
                for record in 0..<records { body(start + record, Self.key(buffer.baseAddress! + record * recordBytes)) }
            }
        }
    }

    /// Copies the vector of a record; false where it is not this key's, or not what was written.
    func copy(_ record: Int, _ key: Key, into vector: UnsafeMutablePointer<Float>) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: recordBytes, alignment: 8) { buffer in
            guard read(buffer, at: record), Self.key(buffer.baseAddress!) == key,
                buffer.load(fromByteOffset: recordBytes - 8, as: UInt64.self) == Self.checksum(buffer)
            else { return false }
            memcpy(vector, buffer.baseAddress! + 16, width * 4)
            return true
        }
    }

    /// Appends a record; false where the disk takes no more.
    mutating func append(_ key: Key, _ vector: UnsafePointer<Float>) -> Bool {
        let (bytes, width) = (recordBytes, width)
        let isWritten = withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 8) { buffer in
            buffer.storeBytes(of: key.0, as: UInt64.self)
            buffer.storeBytes(of: key.1, toByteOffset: 8, as: UInt64.self)
            memcpy(buffer.baseAddress! + 16, vector, width * 4)
            buffer.storeBytes(of: Self.checksum(buffer), toByteOffset: bytes - 8, as: UInt64.self)
            return write(descriptor, buffer.baseAddress!, bytes) == bytes
        }
        if isWritten { count += 1 } else { ftruncate(descriptor, off_t(self.bytes)) }
        return isWritten
    }

    private func read(_ buffer: UnsafeMutableRawBufferPointer, at record: Int) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(record * recordBytes + done))
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func key(_ record: UnsafeMutableRawPointer) -> Key {
        (record.load(as: UInt64.self), record.load(fromByteOffset: 8, as: UInt64.self))
    }

    /// FNV-1a over words of 32 bits: all but the checksum itself, whose place is behind.
    private static func checksum(_ record: UnsafeMutableRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for place in stride(from: 0, to: record.count - 8, by: 4) {
            sum = (sum ^ UInt64(record.load(fromByteOffset: place, as: UInt32.self))) &* 0x100_0000_01B3
        }
        return sum
    }
}

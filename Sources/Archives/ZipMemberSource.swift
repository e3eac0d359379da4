import CZlib
import Domain

/// A zip member's content, held to the size and the checksum that the directory tells.
final class ZipMemberSource: ByteSource {
    private let source: any ByteSource
    private let member: ZipArchive.Member
    private let reading: ZipReading
    private var count = 0
    private var checksum: UInt = 0

    init(_ source: any ByteSource, _ member: ZipArchive.Member, _ reading: ZipReading) {
        self.source = source
        self.member = member
        self.reading = reading
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        let read = try source.read(into: buffer)
        count += read
        // No more than was announced, so that who bounded that is not deceived.
        guard count <= member.bytes, read > 0 || count == member.bytes else {
            throw reading.damaged("'\(member.name)' does not have the \(member.bytes) bytes that the directory tells")
        }
        checksum = crc32_z(checksum, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), read)
        guard read > 0 || UInt32(truncatingIfNeeded: checksum) == member.checksum else {
            throw reading.damaged("'\(member.name)' does not have the checksum that the directory tells")
        }
        return read
    }
}

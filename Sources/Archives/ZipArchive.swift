import Domain
import Glibc

/// The members of a zip archive (PKWARE's APPNOTE 6.3.10) by their names: stored or deflated, in 32 or 64 bits, not encrypted.
package struct ZipArchive {
    /// One of its files.
    package struct Member {
        /// With `/` between folders; matched, never used as a path.
        package var name: String
        var isDeflated: Bool
        var checksum: UInt32
        var packedBytes: Int
        /// Unpacked, as the directory tells; no more come out.
        package var bytes: Int
        var headerPlace: Int
    }

    /// In the directory's order.
    package let members: [Member]
    private let descriptor: Int32
    private let name: String
    private let size: Int
    /// How to put a damaged archive right.
    private let fix: String

    /// A directory of more bytes is not read: 16 MiB hold more than 100,000 members.
    private static let mostDirectoryBytes = 16 << 20

    /// - Parameters:
    ///   - descriptor: Stays the caller's, open as long as this is used.
    ///   - fix: How to put a damaged archive right, for messages.
    package init(_ descriptor: Int32, size: Int, name: String, fix: String) throws(Refusal) {
        self.descriptor = descriptor
        self.name = name
        self.size = size
        self.fix = fix
        let reading = ZipReading(descriptor: descriptor, name: name, fix: fix)
        // The end record is 22 bytes and a comment of at most 65,535.
        let tailCount = min(size, 22 + 65_535)
        let tail = try reading.bytes(at: size - tailCount, count: tailCount)
        let mark: [UInt8] = [0x50, 0x4B, 5, 6]
        guard
            let place = stride(from: tailCount - 22, through: 0, by: -1).first(where: { tail[$0..<$0 + 4].elementsEqual(mark) })
        else { throw reading.damaged("not a zip archive, or it was cut short") }
        var reader = reading.fields(Array(tail[(place + 10)...]))
        var count = Int(try reader.number(UInt16.self))
        var directoryBytes = Int(try reader.number(UInt32.self))
        var directoryPlace = Int(try reader.number(UInt32.self))
        if count == 0xFFFF || directoryBytes == 0xFFFF_FFFF || directoryPlace == 0xFFFF_FFFF {
            (count, directoryBytes, directoryPlace) = try reading.large(before: size - tailCount + place)
        }
        guard directoryBytes <= Self.mostDirectoryBytes, directoryPlace <= size, directoryBytes <= size - directoryPlace else {
            throw reading.damaged("its directory is outside of it")
        }
        members = try reading.members(try reading.bytes(at: directoryPlace, count: directoryBytes), count: count)
    }

    /// A member's content. Its last byte is followed by the check of its checksum and size.
    package func open(_ member: Member) throws(Refusal) -> any ByteSource {
        let reading = ZipReading(descriptor: descriptor, name: name, fix: fix)
        var reader = reading.fields(try reading.bytes(at: member.headerPlace, count: 30))
        guard try reader.number(UInt32.self) == 0x0403_4B50 else { throw reading.damaged("'\(member.name)' is not where it should be") }
        _ = try reader.take(22)
        let start = member.headerPlace + 30 + Int(try reader.number(UInt16.self)) + Int(try reader.number(UInt16.self))
        guard start <= size, member.packedBytes <= size - start else { throw reading.damaged("'\(member.name)' is cut short") }
        let packed = RangeSource(descriptor, start..<start + member.packedBytes, name: name)
        return ZipMemberSource(
            member.isDeflated ? try DeflateSource(packed, name: "\(name): \(member.name)") : packed,
            member,
            reading
        )
    }
}

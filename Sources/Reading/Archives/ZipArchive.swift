import Domain
import Rows
import Glibc

/// The members of a zip archive (PKWARE's APPNOTE 6.3.10) by their names: stored or deflated, in 32 or 64 bits, not encrypted.
struct ZipArchive {
    struct Member {
        var name: String
        var isDeflated: Bool
        var checksum: UInt32
        var packedBytes: Int
        var bytes: Int
        var headerPlace: Int
    }

    let members: [Member]
    private let descriptor: Int32
    private let name: String
    private let size: Int

    /// A directory of more bytes is not read: 16 MiB hold more than 100,000 members.
    private static let mostDirectoryBytes = 16 << 20

    init(_ descriptor: Int32, size: Int, name: String) throws(Refusal) {
        self.descriptor = descriptor
        self.name = name
        self.size = size
        // The end record is 22 bytes and a comment of at most 65,535.
        let tailCount = min(size, 22 + 65_535)
        let tail = try Self.bytes(descriptor, at: size - tailCount, count: tailCount, name)
        let mark: [UInt8] = [0x50, 0x4B, 5, 6]
        guard
            let place = stride(from: tailCount - 22, through: 0, by: -1).first(where: { tail[$0..<$0 + 4].elementsEqual(mark) })
        else { throw Self.damaged("not a zip archive, or it was cut short", name) }
        var reader = LittleEndianReader(Array(tail[(place + 10)...]))
        var count = Int(try reader.number(UInt16.self))
        var directoryBytes = Int(try reader.number(UInt32.self))
        var directoryPlace = Int(try reader.number(UInt32.self))
        if count == 0xFFFF || directoryBytes == 0xFFFF_FFFF || directoryPlace == 0xFFFF_FFFF {
            (count, directoryBytes, directoryPlace) = try Self.large(descriptor, before: size - tailCount + place, name)
        }
        guard directoryBytes <= Self.mostDirectoryBytes, directoryPlace <= size, directoryBytes <= size - directoryPlace else {
            throw Self.damaged("its directory is outside of it", name)
        }
        let directory = try Self.bytes(descriptor, at: directoryPlace, count: directoryBytes, name)
        members = try Self.members(directory, count: count, name)
    }

    /// A member's content. Its last byte is followed by the check of its checksum and size.
    func open(_ member: Member) throws(Refusal) -> any ByteSource {
        let header = try Self.bytes(descriptor, at: member.headerPlace, count: 30, name)
        var reader = LittleEndianReader(header)
        guard try reader.number(UInt32.self) == 0x0403_4B50 else { throw Self.damaged("'\(member.name)' is not where it should be", name) }
        _ = try reader.take(22)
        let start = member.headerPlace + 30 + Int(try reader.number(UInt16.self)) + Int(try reader.number(UInt16.self))
        guard start <= size, member.packedBytes <= size - start else { throw Self.damaged("'\(member.name)' is cut short", name) }
        let packed = RangeSource(descriptor, start..<start + member.packedBytes, name: name)
        return ZipMemberSource(
            member.isDeflated ? try DeflateSource(packed, name: "\(name): \(member.name)") : packed,
            member,
            name: name
        )
    }

    /// The end record of large archives (APPNOTE 4.3.14), found by its locator.
    private static func large(_ descriptor: Int32, before end: Int, _ name: String) throws(Refusal) -> (Int, Int, Int) {
        guard end >= 20 else { throw damaged("its end is damaged", name) }
        var locator = LittleEndianReader(try bytes(descriptor, at: end - 20, count: 20, name))
        guard try locator.number(UInt32.self) == 0x0706_4B50 else { throw damaged("its end is damaged", name) }
        _ = try locator.number(UInt32.self)
        guard let place = Int(exactly: try locator.number(UInt64.self)), place <= end - 56 else {
            throw damaged("its end is damaged", name)
        }
        var record = LittleEndianReader(try bytes(descriptor, at: place, count: 56, name))
        guard try record.number(UInt32.self) == 0x0606_4B50 else { throw damaged("its end is damaged", name) }
        _ = try record.take(28)
        let numbers = [try record.number(UInt64.self), try record.number(UInt64.self), try record.number(UInt64.self)]
        guard numbers.allSatisfy({ $0 < 1 << 60 }) else { throw damaged("its end is damaged", name) }
        return (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
    }

    private static func members(_ directory: [UInt8], count: Int, _ name: String) throws(Refusal) -> [Member] {
        var reader = LittleEndianReader(directory)
        var members: [Member] = []
        do throws(Refusal) {
            while members.count < count {
                guard try reader.number(UInt32.self) == 0x0201_4B50 else { throw damaged("its directory is damaged", name) }
                members.append(try member(&reader, name))
            }
        } catch {
            // The reader speaks of encoded rows.
            throw damaged(error.place == name ? error.what : "its directory is damaged", name)
        }
        return members
    }

    private static func member(_ reader: inout LittleEndianReader, _ name: String) throws(Refusal) -> Member {
        _ = try reader.take(4)
        let flags = try reader.number(UInt16.self)
        let method = try reader.number(UInt16.self)
        _ = try reader.take(4)
        let checksum = try reader.number(UInt32.self)
        var sizes = [UInt64(try reader.number(UInt32.self)), UInt64(try reader.number(UInt32.self))]
        let nameBytes = Int(try reader.number(UInt16.self))
        let extraBytes = Int(try reader.number(UInt16.self))
        let commentBytes = Int(try reader.number(UInt16.self))
        _ = try reader.take(8)
        sizes.append(UInt64(try reader.number(UInt32.self)))
        let memberName = String(decoding: try reader.take(nameBytes), as: UTF8.self)
        var extra = LittleEndianReader(Array(try reader.take(extraBytes)))
        _ = try reader.take(commentBytes)
        while !extra.isAtEnd {
            let kind = try extra.number(UInt16.self)
            var field = LittleEndianReader(Array(try extra.take(Int(try extra.number(UInt16.self)))))
            guard kind == 1 else { continue }
            // Unpacked, packed, place: those that do not fit in 32 bits, in this order.
            for place in [1, 0, 2] where sizes[place] == 0xFFFF_FFFF { sizes[place] = try field.number(UInt64.self) }
        }
        guard flags & 1 == 0, method == 0 || method == 8 else {
            throw damaged(
                flags & 1 == 1 ? "'\(memberName)' is encrypted" : "'\(memberName)' is packed by method \(method), 0 and 8 are read",
                name
            )
        }
        guard sizes.allSatisfy({ $0 < 1 << 60 }), method == 8 || sizes[0] == sizes[1] else {
            throw damaged("its directory is damaged", name)
        }
        return Member(
            name: memberName,
            isDeflated: method == 8,
            checksum: checksum,
            packedBytes: Int(sizes[0]),
            bytes: Int(sizes[1]),
            headerPlace: Int(sizes[2])
        )
    }

    private static func bytes(_ descriptor: Int32, at place: Int, count: Int, _ name: String) throws(Refusal) -> [UInt8] {
        guard place >= 0, let bytes = try RangeSource(descriptor, place..<place + count, name: name).take(count) else {
            throw damaged("it is cut short", name)
        }
        return bytes
    }

    static func damaged(_ what: String, _ name: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "check it with 'unzip -t', or write it again with numpy.savez")
    }
}

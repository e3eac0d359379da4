import Domain

/// Reads an archive's directory, with every number held against the file.
struct ZipReading {
    let descriptor: Int32
    let name: String
    let fix: String

    /// Bytes to take numbers from.
    func fields(_ bytes: [UInt8]) -> ZipFields { ZipFields(bytes, damage: damaged("its directory is damaged")) }

    func bytes(at place: Int, count: Int) throws(Refusal) -> [UInt8] {
        guard place >= 0, let bytes = try RangeSource(descriptor, place..<place + count, name: name).take(count) else {
            throw damaged("it is cut short")
        }
        return bytes
    }

    func damaged(_ what: String) -> Refusal { Refusal(.invalid, what: what, at: name, fix: fix) }

    /// The end record of large archives (APPNOTE 4.3.14), found by its locator.
    func large(before end: Int) throws(Refusal) -> (Int, Int, Int) {
        guard end >= 20 else { throw damaged("its end is damaged") }
        var locator = fields(try bytes(at: end - 20, count: 20))
        guard try locator.number(UInt32.self) == 0x0706_4B50 else { throw damaged("its end is damaged") }
        _ = try locator.number(UInt32.self)
        guard let place = Int(exactly: try locator.number(UInt64.self)), place <= end - 56 else {
            throw damaged("its end is damaged")
        }
        var record = fields(try bytes(at: place, count: 56))
        guard try record.number(UInt32.self) == 0x0606_4B50 else { throw damaged("its end is damaged") }
        _ = try record.take(28)
        let numbers = [try record.number(UInt64.self), try record.number(UInt64.self), try record.number(UInt64.self)]
        guard numbers.allSatisfy({ $0 < 1 << 60 }) else { throw damaged("its end is damaged") }
        return (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
    }

    func members(_ directory: [UInt8], count: Int) throws(Refusal) -> [ZipArchive.Member] {
        var reader = fields(directory)
        var members: [ZipArchive.Member] = []
        while members.count < count {
            guard try reader.number(UInt32.self) == 0x0201_4B50 else { throw damaged("its directory is damaged") }
            members.append(try member(&reader))
        }
        return members
    }

    private func member(_ reader: inout ZipFields) throws(Refusal) -> ZipArchive.Member {
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
        var extra = fields(Array(try reader.take(extraBytes)))
        _ = try reader.take(commentBytes)
        while !extra.isAtEnd {
            let kind = try extra.number(UInt16.self)
            var field = fields(Array(try extra.take(Int(try extra.number(UInt16.self)))))
            guard kind == 1 else { continue }
            // Unpacked, packed, place: those that do not fit in 32 bits, in this order.
            for place in [1, 0, 2] where sizes[place] == 0xFFFF_FFFF { sizes[place] = try field.number(UInt64.self) }
        }
        guard flags & 1 == 0, method == 0 || method == 8 else {
            throw damaged(
                flags & 1 == 1 ? "'\(memberName)' is encrypted" : "'\(memberName)' is packed by method \(method), 0 and 8 are read"
            )
        }
        guard sizes.allSatisfy({ $0 < 1 << 60 }), method == 8 || sizes[0] == sizes[1] else {
            throw damaged("its directory is damaged")
        }
        return ZipArchive.Member(
            name: memberName,
            isDeflated: method == 8,
            checksum: checksum,
            packedBytes: Int(sizes[0]),
            bytes: Int(sizes[1]),
            headerPlace: Int(sizes[2])
        )
    }
}

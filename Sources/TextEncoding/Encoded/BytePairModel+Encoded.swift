import Domain

extension BytePairModel {
    func write(to writer: inout ByteWriter) {
        writer.write(count)
        writer.write(largestID < 0 ? nil : largestID)
        for id in letters { writer.write(id < 0 ? nil : id) }
        writer.write(unknownID)
        for flag in [fusesUnknown, addsPrefixSpace, splitsWords] { writer.write(flag) }
        writer.write(merges.merges.count)
        for merge in merges.merges {
            writer.write(Int(merge.left))
            writer.write(Int(merge.right))
            writer.write(Int(merge.becomes))
        }
    }

    init(from reader: inout ByteReader) throws(Refusal) {
        let count = try reader.number("count of tokens")
        let largest = try reader.idOrNone() ?? -1
        func checked(_ id: Int32) throws(Refusal) -> Int32 {
            guard id <= largest else { throw ByteReader.refusal("with the id \(id), above its largest, \(largest)") }
            return id
        }
        var letters: [Int32] = []
        for _ in 0..<256 { letters.append(try checked(try reader.idOrNone() ?? -1)) }
        let unknownID = try reader.idOrNone()
        if let unknownID { _ = try checked(unknownID) }
        let (fuses, prefixes, splits) = (try reader.flag(), try reader.flag(), try reader.flag())
        var merges: [MergeTable.Merge] = []
        let mergeCount = try reader.count("count of merges")
        merges.reserveCapacity(min(mergeCount, reader.left / 3))
        for _ in 0..<mergeCount {
            merges.append(
                .init(left: try checked(try reader.id()), right: try checked(try reader.id()), becomes: try checked(try reader.id()))
            )
        }
        try self.init(
            count: count,
            largestID: largest,
            letters: letters,
            merges: merges,
            unknownID: unknownID,
            fusesUnknown: fuses,
            addsPrefixSpace: prefixes,
            splitsWords: splits
        )
        guard self.merges.merges.count == mergeCount else { throw ByteReader.refusal("with a pair that is merged twice") }
    }
}

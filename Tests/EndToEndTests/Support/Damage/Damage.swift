/// What a bad disk or a careless hand does to one file of a stopped state folder.
struct Damage: Sendable {
    /// Below the state folder.
    var file: String
    /// For people: `64 bits flipped`.
    var words: String
    /// What the file holds then; nil where it is gone.
    var content: [UInt8]?

    /// Half of them befall the database and its log, a quarter values inside the database, the rest any file there is.
    static func random(in state: StoppedState, _ random: inout SampleRandom) throws -> Damage {
        var database = ["learnd.sqlite", "learnd.sqlite-wal"].filter(state.files.contains)
        if random.next() % 8 == 0 { database = state.files.filter { $0.hasPrefix("learnd.sqlite") && $0 != "learnd.sqlite" } }
        if database.isEmpty { database = ["learnd.sqlite"] }
        switch random.next() % 8 {
        case 0..<4: return try any(of: database, in: state, &random)
        case 4..<6:
            if let damage = try DamagedValue.random(in: state, &random) { return damage }
            return try any(of: database, in: state, &random)
        default: return try any(of: state.files, in: state, &random)
        }
    }

    private static func any(of files: [String], in state: StoppedState, _ random: inout SampleRandom) throws -> Damage {
        let file = files[random.below(files.count)]
        let bytes = try state.read(file)
        switch random.next() % 16 {
        case 0: return Damage(file: file, words: "removed", content: nil)
        case 1: return Damage(file: file, words: "emptied", content: [])
        case 2:
            guard let older = try state.readOlder(file), older != bytes else { return flipped(file, bytes, &random) }
            return Damage(file: file, words: "an older copy", content: older)
        case 3, 4:
            let count = random.below(bytes.count + 1)
            return Damage(file: file, words: "cut after \(count) of \(bytes.count) bytes", content: Array(bytes[..<count]))
        case 5:
            let count = 1 + random.below(8192)
            return Damage(file: file, words: "\(count) bytes appended", content: bytes + random.bytes(count))
        case 6, 7: return overwritten(file, bytes, &random)
        default: return flipped(file, bytes, &random)
        }
    }

    private static func flipped(_ file: String, _ bytes: [UInt8], _ random: inout SampleRandom) -> Damage {
        guard !bytes.isEmpty else { return Damage(file: file, words: "a byte appended", content: [UInt8(random.below(256))]) }
        var bytes = bytes
        let count = random.next() % 2 == 0 ? 1 : 1 + random.below(64)
        var first: Int?
        for _ in 0..<count {
            let place = place(in: bytes, isDatabase: file == "learnd.sqlite", &random)
            first = first ?? place
            bytes[place] ^= 1 << UInt8(random.below(8))
        }
        return Damage(file: file, words: "\(count) bits flipped, the first in byte \(first ?? 0)", content: bytes)
    }

    private static func overwritten(_ file: String, _ bytes: [UInt8], _ random: inout SampleRandom) -> Damage {
        guard !bytes.isEmpty else { return Damage(file: file, words: "removed", content: nil) }
        var bytes = bytes
        let start = place(in: bytes, isDatabase: file == "learnd.sqlite", &random)
        let count = min(1 + random.below(random.next() % 2 == 0 ? 16 : 8192), bytes.count - start)
        let isZero = random.next() % 2 == 0
        bytes.replaceSubrange(start..<(start + count), with: isZero ? [UInt8](repeating: 0, count: count) : random.bytes(count))
        return Damage(file: file, words: "\(count) bytes from \(start) overwritten with \(isZero ? "zeros" : "junk")", content: bytes)
    }

    /// Most of a database is weights and remembered rows: half of the places are on pages that hold rows of tables.
    private static func place(in bytes: [UInt8], isDatabase: Bool, _ random: inout SampleRandom) -> Int {
        let place = random.below(bytes.count)
        guard isDatabase, random.next() % 2 == 0 else { return place }
        for _ in 0..<64 {
            let page = random.below(max(1, bytes.count / 4096)) * 4096
            // Kinds of B-tree pages: https://www.sqlite.org/fileformat2.html#b_tree_pages
            if page < bytes.count, [2, 5, 10, 13].contains(bytes[page]) { return min(page + random.below(4096), bytes.count - 1) }
        }
        return place
    }
}

extension SampleRandom {
    /// Uniform in 0..<bound; the bias of the remainder is of no account here.
    mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(next() & 255) } }
}

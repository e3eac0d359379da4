/// 16 bits for each code point, equal pages of 256 held once.
struct PagedTable: Sendable {
    static let points: UInt32 = 0x11_0000

    private let pages: [UInt16]
    private let values: [UInt16]

    @inline(__always)
    subscript(point: UInt32) -> UInt16 { values[Int(pages[Int(point >> 8)]) << 8 | Int(point & 0xFF)] }

    /// Fills a table; a page is made when something on it is set.
    struct Builder {
        private var pages = [UInt16](repeating: 0, count: Int(PagedTable.points >> 8))
        private var values = [UInt16](repeating: 0, count: 256)
        /// Pages of one value throughout, as those of private use and of ideographs are, by value.
        private var uniform: [UInt16: UInt16] = [0: 0]

        /// Sets `bits` beside those that are set.
        mutating func set(_ bits: UInt16, from first: UInt32, through last: UInt32, step: UInt32) {
            var point = first
            while point <= last {
                let page = Int(point >> 8)
                let start = values[Int(pages[page]) << 8]
                if step == 1, point & 0xFF == 0, last - point >= 0xFF, isUniform(page) {
                    pages[page] = uniformPage(of: start | bits)
                    point += 0x100
                    continue
                }
                if isUniform(page) { pages[page] = ownPage(like: pages[page]) }
                values[Int(pages[page]) << 8 | Int(point & 0xFF)] |= bits
                point += step
            }
        }

        func table() -> PagedTable { PagedTable(pages: pages, values: values) }

        private func isUniform(_ page: Int) -> Bool { uniform[values[Int(pages[page]) << 8]] == pages[page] }

        private mutating func uniformPage(of value: UInt16) -> UInt16 {
            if let page = uniform[value] { return page }
            let page = UInt16(values.count >> 8)
            values.append(contentsOf: repeatElement(value, count: 256))
            uniform[value] = page
            return page
        }

        private mutating func ownPage(like page: UInt16) -> UInt16 {
            let start = Int(page) << 8
            let copy = UInt16(values.count >> 8)
            values.append(contentsOf: Array(values[start..<start + 256]))
            return copy
        }
    }
}

/// Code points that become others: where each one's are, 0 for nowhere.
struct CodePointMapping: Sendable {
    private let offsets: PagedTable
    /// A count, and so many code points.
    private let points: [UInt32]

    init(_ text: StaticString) {
        var builder = PagedTable.Builder()
        var points: [UInt32] = [0]
        CodePointList(text: text).read { entry in
            for point in stride(from: entry.first, through: entry.last, by: Int(entry.step)) {
                builder.set(UInt16(points.count), from: point, through: point, step: 1)
                points.append(UInt32(entry.becomes.count))
                // Those of a range move together.
                points.append(contentsOf: entry.becomes.map { $0 + point - entry.first })
            }
        }
        offsets = builder.table()
        self.points = points
    }

    /// What `point` becomes; nothing where it is not listed.
    @inline(__always)
    subscript(point: UInt32) -> ArraySlice<UInt32> {
        let offset = Int(offsets[point])
        return points[offset + 1..<offset + 1 + Int(points[offset])]
    }
}

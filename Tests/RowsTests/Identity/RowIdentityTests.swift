import Domain
import Hashing
import RowSamples
import Rows
import Testing

@Suite("Row identity")
struct RowIdentityTests {
    private func identity(_ values: [ExampleTable.Values], label: Double = 0) -> Digest {
        let columns = values.enumerated().map { place, values in
            let name = "c\(place)"
            if let shape = values.images?.shape { return Schema.Column(name: name, kind: .image, image: shape) }
            let kind: ColumnKind = values.numbers != nil ? .numeric : values.booleans != nil ? .boolean : .categorical
            return Schema.Column(name: name, kind: kind)
        }
        let schema = Schema(columns: columns, label: "label", task: .regression)
        return RowIdentity.compute(ExampleTable(schema: schema, columns: values, labels: .numbers([label])))[0]
    }

    @Test("is SHA-256 of the typed features in the schema's order")
    func bytes() {
        let values: [ExampleTable.Values] = [
            .numbers([1.5]), .booleans([1]), .categories([1], levels: ["x", "é"]), .numbers([.nan]), .booleans([2]),
            .categories([-1], levels: []),
        ]
        let bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 2, 1, 3, 2, 0, 0, 0, 0xC3, 0xA9, 0, 0, 0]
        #expect(identity(values) == SHA256.hash(bytes))
    }

    @Test("of an image is over its pixels")
    func image() {
        let shape = ImageShape(height: 1, width: 2, channels: 1)
        #expect(identity([.images([9, 200], shape)]) == SHA256.hash([4, 9, 200]))
        #expect(identity([.images([9, 200], shape)]) != identity([.images([9, 201], shape)]))
    }

    @Test("knows one zero and one missing number, and leaves the label out")
    func equalities() {
        #expect(identity([.numbers([-0.0])]) == identity([.numbers([0])]))
        #expect(identity([.numbers([.nan])]) == identity([.numbers([Double(bitPattern: 0xFFF8_0000_0000_0123)])]))
        #expect(identity([.numbers([1])], label: 1) == identity([.numbers([1])], label: 2))
        #expect(identity([.categories([0], levels: ["a", "b"])]) == identity([.categories([1], levels: ["b", "a"])]))
    }

    @Test("differs where a value differs")
    func differences() {
        let rows: [[ExampleTable.Values]] = [
            [.numbers([1]), .numbers([2])], [.numbers([2]), .numbers([1])], [.numbers([1]), .numbers([.nan])],
            [.numbers([.nan]), .numbers([1])],
            [.booleans([1]), .booleans([0])], [.booleans([1]), .booleans([2])],
            [.categories([0], levels: ["ab"]), .categories([0], levels: ["c"])],
            [.categories([0], levels: ["a"]), .categories([0], levels: ["bc"])],
            [.categories([0], levels: [""]), .categories([-1], levels: [])],
        ]
        #expect(Set(rows.map { identity($0) }).count == rows.count)
    }

    @Test("of each of many rows is that of the row alone")
    func manyRows() {
        var random = RandomSource(seed: 5)
        let table = SampleRows.table(.classification, rows: 1_500, &random)
        let identities = RowIdentity.compute(table)
        for row in stride(from: 0, to: 1_500, by: 7) {
            #expect(RowIdentity.compute(table.picking([row])) == [identities[row]])
        }
    }

    @Test("copes with texts longer than a block of rows")
    func longTexts() {
        let levels = (0..<3).map { String(repeating: "\($0)", count: 400_000) }
        let schema = Schema(columns: [.init(name: "c", kind: .categorical)], label: "label", task: .regression)
        let table = ExampleTable(schema: schema, columns: [.categories([0, 1, 2, 0], levels: levels)], labels: .numbers([0, 0, 0, 0]))
        let identities = RowIdentity.compute(table)
        #expect(Set(identities).count == 3)
        #expect(identities[0] == identities[3])
    }
}

@Suite("Row role")
struct RowRoleTests {
    @Test("is the gate's or the validation's for the share, half each", arguments: [0, 0.05, 0.20, 0.5, 1])
    func shares(share: Double) {
        let count = 20_000
        var roles: [RowRole: Int] = [:]
        for number in 0..<count { roles[RowRole(of: SHA256.hash("\(number)"), holdoutShare: share), default: 0] += 1 }
        // Five standard deviations of a binomial count.
        func near(_ found: Int?, _ probability: Double) -> Bool {
            abs(Double(found ?? 0) - Double(count) * probability) <= 5 * (Double(count) * probability * (1 - probability)).squareRoot()
        }
        #expect(near(roles[.train], 1 - share))
        #expect(near(roles[.validation], share / 2))
        #expect(near(roles[.gate], share / 2))
    }

    @Test("of a held-out row is the same under any larger share")
    func nested() {
        for number in 0..<5_000 {
            let identity = SHA256.hash("\(number)")
            let role = RowRole(of: identity, holdoutShare: 0.1)
            if role != .train { #expect(RowRole(of: identity, holdoutShare: 0.3) == role) }
        }
    }

    @Test("turns at the share exactly")
    func boundary() {
        let below = Digest(words: (1 << 63 - 1 << 11, 0, 0, 0))
        let at = Digest(words: (1 << 63, 0, 0, 0))
        #expect(RowRole(of: below, holdoutShare: 0.5) == .validation)
        #expect(RowRole(of: Digest(words: (below.words.0, 1, 0, 0)), holdoutShare: 0.5) == .gate)
        #expect(RowRole(of: at, holdoutShare: 0.5) == .train)
        #expect(RowRole(of: Digest(words: (.max, 0, 0, 0)), holdoutShare: 1) == .validation)
        #expect(RowRole(of: Digest(words: (0, 0, 0, 0)), holdoutShare: 0) == .train)
    }
}

@Suite("Row priority")
struct RowPriorityTests {
    @Test("is the first word of SHA-256 over seed and identity")
    func definition() {
        let identity = SHA256.hash("row")
        let bytes = [UInt8]([0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01]) + identity.bytes
        #expect(RowPriority.of(identity, seed: 0x0102_0304_0506_0708) == SHA256.hash(bytes).words.0)
    }

    @Test("depends on the seed and on the identity")
    func dependence() {
        let priorities = (0..<100).flatMap { row in (0..<10).map { RowPriority.of(SHA256.hash("\(row)"), seed: UInt64($0)) } }
        #expect(Set(priorities).count == 1_000)
    }
}

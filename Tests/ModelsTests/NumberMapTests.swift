import Domain
import Models
import Rows
import Testing

@Suite("A number's map to a normal shape")
struct NumberMapTests {
    @Test(
        "is monotone and within its bounds, whatever the column holds",
        arguments: [
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 0, 0, 0, 0, 0, 0, 0, 1, 2], [5, 5, 5, 5], [7], [-1e300, 0, 1e300],
            [1e-300, 2e-300, 3e-300],
            [-9_999_999, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
        ] as [[Double]]
    )
    func monotone(values: [Double]) {
        let map = NumberMap(values, most: 256)
        let asked = (values + [-1e308, -1, -1e-9, 0, 1e-9, 1, 3.5, 100, 1e308]).sorted()
        let mapped = asked.map { map.apply($0) }
        #expect(mapped.allSatisfy { $0.isFinite && abs($0) <= Float(NumberMap.bound) })
        #expect(zip(mapped, mapped.dropFirst()).allSatisfy { $0 <= $1 }, "\(mapped)")
        #expect(map.apply(.nan) == 0)
    }

    @Test("has no row's value for a knot, where there are enough rows")
    func knots() {
        let values = (0..<100).map { Double($0 * $0) }
        let map = NumberMap(values, most: 256)
        #expect(map.knots.count == 12)
        #expect(Set(map.knots).isDisjoint(with: values))
    }

    @Test("one reading far out does not press the others into a point")
    func farOut() {
        let map = NumberMap([-9_999_999] + (0..<200).map { Double($0) }, most: 256)
        #expect(map.apply(150) - map.apply(50) > 1)
    }

    @Test("tells apart values of a column that had but one")
    func constant() {
        let map = NumberMap([Double](repeating: 4, count: 50), most: 256)
        #expect(map.apply(4) == 0 && map.apply(5) > 0 && map.apply(3) < 0 && map.apply(1_000) > map.apply(5))
    }
}

@Suite("Fixed features")
struct FixedFeaturesTests {
    private func table(_ rows: Int) -> ExampleTable {
        ExampleTable(
            schema: Schema(
                columns: [.init(name: "x", kind: .numeric), .init(name: "c", kind: .categorical), .init(name: "b", kind: .boolean)],
                label: "y",
                task: .classification
            ),
            columns: [
                .numbers((0..<rows).map { $0 % 7 == 0 ? .nan : Double($0 % 23) }),
                .categories((0..<rows).map { Int32($0 % 4) - 1 }, levels: ["red", "green", "blue"]),
                .booleans((0..<rows).map { UInt8($0 % 3) }),
            ],
            labels: .classes([Int32](repeating: 0, count: rows), names: ["a"])
        )
    }

    private func features(_ features: FixedFeatures, _ table: ExampleTable, _ layout: InputLayout) -> [Float] {
        var all: [Float] = []
        features.inBlocks(of: table, layout, rows: 0..<table.rowCount) { rows, block, _ in
            all += (0..<rows.count * features.count).map { block[$0] }
        }
        return all
    }

    @Test("are whole multiples of a 2⁻¹³ between −1 and 1, the first of them 1, and the same in any company")
    func multiples() throws {
        let table = table(700)
        let map = FeatureMap(table, count: 128, bandwidth: 0.5, seed: 3)
        let layout = map.layout(for: table.schema)
        let fixed = try FixedFeatures(map, columns: layout.width)
        let all = features(fixed, table, layout)
        #expect(fixed.count == 128 && all.count == 700 * 128)
        #expect(all.allSatisfy { abs($0) <= 1 && ($0 * 8192) == ($0 * 8192).rounded() })
        #expect(stride(from: 0, to: all.count, by: 128).allSatisfy { all[$0] == 1 })
        for row in [0, 13, 511, 512, 699] {
            #expect(features(fixed, table.picking([row]), layout) == Array(all[row * 128..<(row + 1) * 128]))
        }
    }

    @Test("of a leading block are those of all", arguments: [1, 2, 9, 40, 127])
    func leading(count: Int) throws {
        let table = table(50)
        let map = FeatureMap(table, count: 128, bandwidth: 0.5, seed: 3)
        let layout = map.layout(for: table.schema)
        let all = features(try FixedFeatures(map, columns: layout.width), table, layout)
        let block = features(try FixedFeatures(map, columns: layout.width, leading: count), table, layout)
        for row in 0..<50 { #expect(Array(block[row * count..<(row + 1) * count]) == Array(all[row * 128..<row * 128 + count])) }
    }
}

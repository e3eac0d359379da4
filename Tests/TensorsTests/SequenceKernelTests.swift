import CKernels
import Tensors
import Testing

@Suite("Kernels of sequences")
struct SequenceKernelTests {
    /// Blocks of 1 to 12 rows, one and two of them, more than one stretch of 384 in depth, more rows than stay in a cache.
    static let shapes: [(m: Int, n: Int, k: Int)] = {
        var shapes: [(m: Int, n: Int, k: Int)] = [
            (1, 32, 1), (16, 96, 385), (25, 32, 800), (48, 64, 384), (61, 32, 769), (128, 96, 64),
            (205, 32, 2801),
        ]
        for m in 1...26 { shapes.append((m, 64, 37)) }
        return shapes
    }()

    /// `[k, n]` as `[n / 32, k, 32]`.
    static func panels(_ b: [Float], k: Int, n: Int) -> [Float] {
        var packed: [Float] = []
        for panel in stride(from: 0, to: n, by: 32) {
            for row in 0..<k { packed += b[row * n + panel..<row * n + panel + 32] }
        }
        return packed
    }

    @Test("a product by panels has the bytes of one by the plain matrix", arguments: shapes, MatrixProductTests.instructions)
    func panels(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        let (a, b) = (FencedFloats(normals(m * k, seed: 1)), normals(k * n, seed: 2))
        let (packed, bias) = (FencedFloats(Self.panels(b, k: k, n: n)), FencedFloats(normals(n, seed: 3)))
        for bias in [bias.start, nil] {
            var expected = [Float](repeating: 0, count: m * n)
            learnd_gemm_bias_with(instructions, m, n, k, a.start, k, 1, b, n, bias, 0, &expected, n)
            let c = FencedFloats([Float](repeating: 7, count: (m - 1) * (n + 3) + n))
            learnd_gemm_panels_with(instructions, m, n, k, a.start, k, packed.start, bias, c.start, n + 3)
            let rows = (0..<m).flatMap { row in (0..<n).map { c.start[row * (n + 3) + $0] } }
            #expect(rows.map(\.bitPattern) == expected.map(\.bitPattern))
            for row in 0..<m - 1 {
                for column in n..<n + 3 { #expect(c.start[row * (n + 3) + column] == 7) }
            }
        }
    }

    @Test("a product by bfloat16 panels has the bytes of one by the rounded matrix", arguments: shapes, MatrixProductTests.instructions)
    func widenedPanels(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        let (a, b) = (FencedFloats(normals(m * k, seed: 1)), Self.panels(normals(k * n, seed: 2), k: k, n: n))
        let (rounded, bias) = (FencedFloats(b.map { Float(ReducedPrecisionTests.rounded($0)) }), FencedFloats(normals(n, seed: 3)))
        let pairs = Self.pairs(b, k: k, n: n)
        for bias in [bias.start, nil] {
            let expected = FencedFloats([Float](repeating: 7, count: (m - 1) * (n + 3) + n))
            learnd_gemm_panels_with(instructions, m, n, k, a.start, k, rounded.start, bias, expected.start, n + 3)
            let c = FencedFloats([Float](repeating: 7, count: (m - 1) * (n + 3) + n))
            learnd_gemm_widened_panels_with(instructions, m, n, k, a.start, k, pairs, bias, c.start, n + 3)
            #expect((0..<(m - 1) * (n + 3) + n).allSatisfy { c.start[$0].bitPattern == expected.start[$0].bitPattern })
        }
    }

    @Test(
        "a product of pairs has the bytes of one that rounds both",
        .enabled(if: Kernels.hasBFloat16, "this CPU has no AVX512_BF16"),
        arguments: shapes
    )
    func pairedPanels(shape: (m: Int, n: Int, k: Int)) {
        let (m, n, k) = shape
        let (a, b, bias) = (FencedFloats(normals(m * k, seed: 1)), normals(k * n, seed: 2), FencedFloats(normals(n, seed: 3)))
        let pairs = Self.pairs(Self.panels(b, k: k, n: n), k: k, n: n)
        var expected = [Float](repeating: 0, count: m * n)
        learnd_gemm_bfloat16(m, n, k, a.start, k, 1, b, n, &expected, n, 0)
        learnd_add_bias(m, n, &expected, bias.start, 0)
        let c = FencedFloats([Float](repeating: .nan, count: m * n))
        var scratch = [UInt32](repeating: .max, count: m * ((k + 1) / 2))
        learnd_gemm_paired_panels(m, n, k, a.start, k, pairs, bias.start, c.start, n, &scratch)
        #expect((0..<m * n).allSatisfy { c.start[$0].bitPattern == expected[$0].bitPattern })
    }

    private static func pairs(_ panels: [Float], k: Int, n: Int) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: learnd_bfloat16_pairs(k, n)) { pairs, count in
            learnd_bfloat16_pack_panels(k, n, panels, pairs.baseAddress)
            count = pairs.count
        }
    }

    @Test("a product by panels is multiplied onto what is there", arguments: shapes, MatrixProductTests.instructions)
    func scales(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        let (a, packed) = (FencedFloats(normals(m * k, seed: 1)), FencedFloats(Self.panels(normals(k * n, seed: 2), k: k, n: n)))
        let factors = normals((m - 1) * (n + 3) + n, seed: 3)
        let product = FencedFloats([Float](repeating: 7, count: factors.count))
        learnd_gemm_panels_with(instructions, m, n, k, a.start, k, packed.start, nil, product.start, n + 3)
        let c = FencedFloats(factors)
        learnd_gemm_panels_scaled_with(instructions, m, n, k, a.start, k, packed.start, c.start, n + 3)
        for (index, factor) in factors.enumerated() {
            let expected = index % (n + 3) < n ? factor * product.start[index] : factor
            #expect(c.start[index].bitPattern == expected.bitPattern)
        }
    }

    static let gradientShapes: [(m: Int, n: Int, k: Int)] = [
        (1, 32, 1), (48, 32, 257), (50, 64, 3), (97, 224, 300), (13, 96, 513), (205, 416, 129), (401, 800, 150),
    ]

    @Test(
        "a weight's gradient by pairs has the bytes of the plain product in bfloat16",
        .enabled(if: Kernels.hasBFloat16, "this CPU has no AVX512_BF16"),
        arguments: gradientShapes
    )
    func pairedGradient(shape: (m: Int, n: Int, k: Int)) {
        let (m, n, k) = shape
        let (a, b) = (FencedFloats(normals(k * m, seed: 1)), FencedFloats(normals(k * n, seed: 2)))
        var expected = [Float](repeating: 0, count: m * n)
        learnd_gemm_bfloat16(m, n, k, a.start, 1, m, b.start, n, &expected, n, 0)
        let c = FencedFloats([Float](repeating: .nan, count: m * n))
        PairedProducts.multiplyTransposedToPanels(a.start, b.start, bStride: n, into: c.start, bSums: nil, m: m, n: n, k: k)
        let found = (0..<m * n).map { c.start[$0].bitPattern }
        #expect(found == Self.panels(expected, k: m, n: n).map(\.bitPattern))
    }

    @Test("weights are rounded to pairs together with their transpose", arguments: [(32, 32), (96, 64), (64, 160)])
    func pairsOfBoth(k: Int, n: Int) {
        let b = Tensor(shape: [k, n], elements: normals(k * n, seed: 4))
        var pairs = [Float](repeating: .nan, count: k * n)
        PairedProducts.pack(Self.panels(b.elements, k: k, n: n), k: k, n: n, into: &pairs)
        let expected =
            Self.pairs(Self.panels(b.elements, k: k, n: n), k: k, n: n)
            + Self.pairs(Self.panels(b.transposed.elements, k: n, n: k), k: n, n: k)
        #expect(pairs.map(\.bitPattern) == expected)
    }

    @Test("a weight's gradient in panels has the bytes of the plain product", arguments: MatrixProductTests.instructions)
    func panelGradient(instructions: Int32) {
        for (m, n, k) in Self.gradientShapes {
            let (a, b) = (FencedFloats(normals(k * m, seed: 1)), FencedFloats(normals(k * n, seed: 2)))
            var expected = [Float](repeating: 0, count: m * n)
            learnd_gemm_with(instructions, m, n, k, a.start, 1, m, b.start, n, &expected, n, 0)
            let c = FencedFloats([Float](repeating: .nan, count: m * n))
            let sums = FencedFloats([Float](repeating: .nan, count: n))
            learnd_gemm_panel_gradient_with(instructions, m, n, k, a.start, m, b.start, n, c.start, sums.start)
            let found = (0..<m * n).map { c.start[$0].bitPattern }
            #expect(found == Self.panels(expected, k: m, n: n).map(\.bitPattern))
            var expectedSums = [Float](repeating: .nan, count: n)
            Kernels.columnSums(b.start, rows: k, width: n, into: &expectedSums)
            #expect((0..<n).map { sums.start[$0].bitPattern } == expectedSums.map(\.bitPattern))
        }
    }

    @Test("panels are transposed to panels", arguments: [(32, 32), (96, 64), (64, 160)])
    func transposes(k: Int, n: Int) {
        let b = Tensor(shape: [k, n], elements: normals(k * n, seed: 4))
        var found = [Float](repeating: 0, count: k * n)
        Kernels.transposePanels(Self.panels(b.elements, k: k, n: n), k: k, n: n, into: &found)
        #expect(found == Self.panels(b.transposed.elements, k: n, n: k))
    }

    /// The mask of one number by the formula: SplitMix64's output for key + number · step.
    static func keeps(_ key: UInt64, _ number: UInt64, share: Float) -> Bool {
        var mixed = key &+ number &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return mixed >> 32 >= UInt64(Double(share) * 4_294_967_296)
    }

    @Test("dropout goes by the key and the number, in place or not, and drops its share", arguments: [Float(0.1), 0.5])
    func dropout(share: Float) {
        let x = [Float](repeating: 2, count: 10_007)
        var y = [Float](repeating: .nan, count: x.count)
        Kernels.dropout(x, into: &y, count: x.count, key: 99, first: 5, share: share)
        #expect(y == x.indices.map { Self.keeps(99, UInt64($0 + 5), share: share) ? 1 / (1 - share) * 2 : 0 })
        var inPlace = x
        inPlace.withUnsafeMutableBufferPointer {
            Kernels.dropout($0.baseAddress!, into: $0.baseAddress!, count: $0.count, key: 99, first: 5, share: share)
        }
        #expect(inPlace == y)
        // Five deviations.
        let expected = Double(share) * 10_007
        let deviation = (expected * Double(1 - share)).squareRoot()
        #expect(abs(Double(y.count { $0 == 0 }) - expected) < 5 * deviation)
    }

    @Test(
        "attention touches nothing beyond its row, and drops probabilities by their place",
        arguments: [(1, 4, 2), (48, 6, 3), (49, 32, 4), (100, 17, 1)]
    )
    func attention(places: Int, width: Int, heads: Int) {
        let each = width / heads
        let qkv = FencedFloats(normals(places * 3 * width, seed: 5))
        let out = FencedFloats([Float](repeating: .nan, count: places * width))
        let statistics = FencedFloats([Float](repeating: .nan, count: places * heads * 2))
        let scratch = FencedFloats([Float](repeating: .nan, count: places * Kernels.attentionScratchCount(width: width, heads: heads)))
        for share in [Float(0), 0.3] {
            Kernels.attention(
                qkv.start,
                places: places,
                width: width,
                heads: heads,
                key: 7,
                share: share,
                into: out.start,
                statistics: statistics.start,
                scratch: scratch.start
            )
            var expected: [Double] = []
            for place in 0..<places {
                for head in 0..<heads {
                    func value(_ other: Int, _ part: Int, _ index: Int) -> Double {
                        Double(qkv.start[other * 3 * width + part * width + head * each + index])
                    }
                    let scores = (0..<places).map { other in
                        (0..<each).reduce(0.0) { $0 + value(place, 0, $1) * value(other, 1, $1) } / Double(each).squareRoot()
                    }
                    let shares = PlainKernels.softmax(scores).enumerated().map { other, probability in
                        let number = UInt64((place * heads + head) * places + other)
                        guard share > 0 else { return probability }
                        return Self.keeps(7, number, share: share) ? probability / Double(1 - share) : 0
                    }
                    for index in 0..<each { expected.append((0..<places).reduce(0.0) { $0 + shares[$1] * value($1, 2, index) }) }
                }
            }
            // 32-bit sums of up to 100 terms.
            #expect(largestError((0..<places * width).map { out.start[$0] }, expected) < 2e-6)
        }
    }
}

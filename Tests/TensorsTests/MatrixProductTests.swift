import CKernels
import Tensors
import Testing

@Suite("Matrix product")
struct MatrixProductTests {
    /// Odd, prime and edge sizes: blocks of 1 to 12 rows; panels of 8 to 128 columns, several at once; more than one stretch of 256 in depth;
    /// few columns, where the product is made the other way round.
    static let shapes: [(m: Int, n: Int, k: Int)] = [
        (1, 1, 1), (1, 1, 300), (2, 3, 5), (1, 10, 64), (3, 129, 31), (3, 257, 17), (4, 32, 7), (5, 16, 16), (7, 1, 13), (12, 33, 257),
        (13, 31, 64), (17, 4, 2), (22, 40, 8), (23, 97, 29), (48, 32, 256), (49, 64, 511), (61, 65, 258), (64, 10, 64), (65, 128, 3),
        (8, 200, 10), (11, 35, 9), (12, 96, 256), (97, 3, 40), (193, 12, 300), (250, 7, 5),
    ]
    static let instructions = Array(0...learnd_best_instructions())

    /// Whether a product and its sum are rounded once: with AVX2 and AVX-512, and on arm64 always.
    static func isFused(_ instructions: Int32) -> Bool {
        #if arch(arm64)
            true
        #else
            instructions > Int32(LEARND_BASE)
        #endif
    }

    @Test("sums each element over k in order, bit for bit as its plain twin", arguments: shapes, instructions)
    func equalsTwin(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        let a = normals(m * k, seed: 1)
        let b = normals(k * n, seed: 2)
        let before = normals(m * n, seed: 3)
        for (row, column) in [(k, 1), (1, m)] {
            for accumulates in [false, true] {
                var c = before
                learnd_gemm_with(instructions, m, n, k, a, row, column, b, n, &c, n, accumulates ? 1 : 0)
                let expected = PlainKernels.multiplyInOrder(
                    a,
                    row: row,
                    column: column,
                    b,
                    onto: accumulates ? before : [Float](repeating: 0, count: m * n),
                    m: m,
                    n: n,
                    k: k,
                    isFused: Self.isFused(instructions)
                )
                #expect(c.map(\.bitPattern) == expected.map(\.bitPattern))
            }
        }
    }

    @Test("with a bias and ReLU it is the product, then these, bit for bit", arguments: shapes, instructions)
    func epilogue(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        var a = normals(m * k, seed: 1)
        a[0] = .nan
        let (b, bias) = (normals(k * n, seed: 2), FencedFloats(normals(n, seed: 3)))
        var product = [Float](repeating: 0, count: m * n)
        learnd_gemm_with(instructions, m, n, k, a, k, 1, b, n, &product, n, 0)
        for relu in [false, true] {
            var (c, expected) = ([Float](repeating: 7, count: m * n), product)
            learnd_gemm_bias_with(instructions, m, n, k, a, k, 1, b, n, bias.start, relu ? 1 : 0, &c, n)
            Kernels.addBias(&expected, rows: m, width: n, bias: bias.start, relu: relu)
            #expect(c.map(\.bitPattern) == expected.map(\.bitPattern))
            learnd_gemm_bias_with(instructions, m, n, k, a, k, 1, b, n, nil, relu ? 1 : 0, &c, n)
            #expect(c.map(\.bitPattern) == product.map { relu && $0 < 0 ? 0 : $0 }.map(\.bitPattern))
        }
    }

    @Test("touches nothing beyond its matrices", arguments: shapes, instructions)
    func staysInside(shape: (m: Int, n: Int, k: Int), instructions: Int32) {
        let (m, n, k) = shape
        let (a, b) = (FencedFloats(normals(m * k)), FencedFloats(normals(k * n)))
        let gap: Float = 7
        let c = FencedFloats([Float](repeating: gap, count: (m - 1) * (n + 3) + n))
        learnd_gemm_with(instructions, m, n, k, a.start, k, 1, b.start, n, c.start, n + 3, 0)
        for row in 0..<m - 1 {
            for column in n..<n + 3 { #expect(c.start[row * (n + 3) + column] == gap) }
        }
    }

    @Test("gives a row the same bytes alone and among 1 to 65 rows", arguments: instructions)
    func sameBytesInAnyBatch(instructions: Int32) {
        let (most, n, k) = (65, 77, 300)
        let a = normals(most * k, seed: 4)
        let b = normals(k * n, seed: 5)
        let alone = (0..<most).map { row in
            var c = [Float](repeating: 0, count: n)
            learnd_gemm_with(instructions, 1, n, k, Array(a[row * k..<(row + 1) * k]), k, 1, b, n, &c, n, 0)
            return c
        }
        for rows in 1...most {
            var c = [Float](repeating: 0, count: rows * n)
            learnd_gemm_with(instructions, rows, n, k, a, k, 1, b, n, &c, n, 0)
            #expect(c.map(\.bitPattern) == alone[..<rows].joined().map(\.bitPattern), "\(rows) rows")
        }
    }

    @Test("is zero, or what it was, over a depth of zero")
    func emptyDepth() {
        var c: [Float] = [1, 2, 3, 4, 5, 6]
        Kernels.multiply([], [], into: &c, m: 2, n: 3, k: 0, accumulate: true)
        #expect(c == [1, 2, 3, 4, 5, 6])
        Kernels.multiply([], [], into: &c, m: 2, n: 3, k: 0)
        #expect(c == [0, 0, 0, 0, 0, 0])
    }

    @Test("multiplies by a transpose")
    func transposed() {
        // aᵀ = [[1, 3, 5], [2, 4, 6]] times b = [[1], [10], [100]]
        var c: [Float] = [0, 0]
        Kernels.multiplyTransposed([1, 2, 3, 4, 5, 6], [1, 10, 100], into: &c, m: 2, n: 1, k: 3)
        #expect(c == [531, 642])
    }
}

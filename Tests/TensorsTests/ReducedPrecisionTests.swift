import CKernels
import Tensors
import Testing

@Suite("Reduced precision")
struct ReducedPrecisionTests {
    static let shapes: [(m: Int, n: Int, k: Int)] = [
        (1, 1, 1), (3, 5, 7), (12, 32, 64), (13, 33, 65), (97, 31, 255), (100, 513, 300), (4, 600, 513),
    ]

    /// To the nearest number with eight bits of mantissa, ties to even.
    static func rounded(_ x: Float) -> Double {
        let bits = x.bitPattern
        return Double(Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000))
    }

    @Test("sums of 8-bit products are right at the most inputs there may be, with the largest numbers there are; tiny ones are nothing")
    func int8Range() {
        let k = Int8Matrix.mostInputs
        let matrix = Int8Matrix([Float](repeating: 1, count: k), k: k, n: 1)
        var bytes = [UInt8](repeating: 0, count: matrix.rowStride)
        let scale = bytes.withUnsafeMutableBufferPointer {
            Int8Matrix.quantize([Float](repeating: 3, count: k), count: k, into: $0.baseAddress!)
        }
        var result: Float = 0
        matrix.multiply(bytes, rowScales: [scale], rows: 1, bias: nil, relu: false, into: &result, stride: 1)
        #expect(abs(result - Float(3 * k)) < Float(k) * 1e-4)
        #expect(Quantization.isSafe(255 * 127, times: k) && !Quantization.isSafe(255 * 127, times: k + 1))
        let tiny = bytes.withUnsafeMutableBufferPointer {
            Int8Matrix.quantize([Float](repeating: Float.leastNonzeroMagnitude, count: k), count: k, into: $0.baseAddress!)
        }
        #expect(tiny >= 0 && bytes[0] == 128)
    }

    private enum Quantization {
        static func isSafe(_ product: Int, times count: Int) -> Bool { product * count <= Int(Int32.max) }
    }

    // The factors are rounded alike, so only sums of up to 513 products in 32 bits differ from double.
    @Test(
        "bfloat16 multiplies rounded factors and sums in 32 bits",
        .enabled(if: Kernels.hasBFloat16, "this CPU has no AVX512_BF16"),
        arguments: shapes
    )
    func bfloat16(shape: (m: Int, n: Int, k: Int)) {
        let (m, n, k) = shape
        let (a, b) = (normals(m * k, seed: 1), normals(k * n, seed: 2))
        var expected = [Double](repeating: 0, count: m * n)
        for i in 0..<m {
            for p in 0..<k {
                for j in 0..<n { expected[i * n + j] += Self.rounded(a[i * k + p]) * Self.rounded(b[p * n + j]) }
            }
        }
        let bound = 2e-6 * Double(k).squareRoot() * 4
        var c = [Float](repeating: .nan, count: m * n)
        Kernels.multiplyBFloat16(a, b, into: &c, m: m, n: n, k: k)
        #expect(zip(c, expected).allSatisfy { abs(Double($0) - $1) <= bound })
        let columns = Tensor(shape: [m, k], elements: a).transposed.elements
        var transposed = [Float](repeating: .nan, count: m * n)
        Kernels.multiplyTransposedBFloat16(columns, b, into: &transposed, m: m, n: n, k: k, stride: m)
        #expect(transposed.map(\.bitPattern) == c.map(\.bitPattern))
        learnd_gemm_bfloat16(m, n, k, a, k, 1, b, n, &c, n, 1)
        #expect(zip(c, expected).allSatisfy { abs(Double($0) - 2 * $1) <= 2 * bound })
    }

    @Test("bfloat16 gives a row the same bytes alone and among others")
    func sameBytes() {
        let (most, n, k) = (65, 77, 300)
        let (a, b) = (normals(most * k, seed: 3), normals(k * n, seed: 4))
        func product(_ rows: Range<Int>) -> [UInt32] {
            var c = [Float](repeating: 0, count: rows.count * n)
            Kernels.multiplyBFloat16(Array(a[rows.lowerBound * k..<rows.upperBound * k]), b, into: &c, m: rows.count, n: n, k: k)
            return c.map(\.bitPattern)
        }
        let alone = (0..<most).map { product($0..<$0 + 1) }
        for rows in [1, 2, 5, 12, 13, 64, 65] { #expect(product(0..<rows) == Array(alone[..<rows].joined()), "\(rows) rows") }
    }

    static let bytes: [(m: Int, n: Int, k: Int)] = [(1, 1, 1), (2, 3, 5), (13, 31, 64), (12, 64, 67), (29, 33, 130)]

    @Test("8 bits: the fast product is its plain twin's", arguments: bytes, [false, true])
    func int8Twin(shape: (m: Int, n: Int, k: Int), relu: Bool) {
        let (m, n, k) = shape
        let (x, weights, bias) = (normals(m * k, seed: 5), normals(k * n, seed: 6), normals(n, seed: 7))
        let stride = (k + 3) / 4 * 4
        var (packed, scales) = ([Int8](repeating: 0, count: learnd_int8_bytes(k, n)), [Float](repeating: 0, count: learnd_int8_columns(n)))
        var offsets = [Int32](repeating: 0, count: learnd_int8_columns(n))
        learnd_int8_pack(k, n, weights, &packed, &scales, &offsets)
        var (bytes, rowScales) = ([UInt8](repeating: 77, count: m * stride), [Float](repeating: 0, count: m))
        for row in 0..<m {
            bytes.withUnsafeMutableBufferPointer {
                rowScales[row] = Int8Matrix.quantize(Array(x[row * k..<(row + 1) * k]), count: k, into: $0.baseAddress! + row * stride)
            }
        }
        var (fast, plain) = ([Float](repeating: .nan, count: m * n), [Float](repeating: .nan, count: m * n))
        learnd_int8_multiply(m, n, k, bytes, stride, packed, rowScales, scales, offsets, bias, relu ? 1 : 0, &fast, n)
        learnd_int8_multiply_plain(m, n, k, bytes, stride, packed, rowScales, scales, offsets, bias, relu ? 1 : 0, &plain, n)
        // The sums are whole and exact; only the last products may be rounded once more.
        #expect(zip(fast, plain).allSatisfy { abs($0 - $1) <= 2e-6 * (1 + abs($1)) })

        // Each factor is off by at most half of its scale.
        for row in 0..<m {
            for column in 0..<n {
                let exact = (0..<k).reduce(Double(bias[column])) { $0 + Double(x[row * k + $1] * weights[$1 * n + column]) }
                let bound = (0..<k).reduce(1e-5) {
                    $0 + Double(
                        abs(x[row * k + $1]) * scales[column] + abs(weights[$1 * n + column]) * rowScales[row]
                            + scales[column] * rowScales[row]
                    ) / 2
                }
                let value = Double(fast[row * n + column])
                #expect(abs(value - (relu ? max(0, exact) : exact)) <= bound)
            }
        }
    }

    @Test("8 bits: what is no number makes a row's outputs none, on both ways", arguments: [Float.nan, .infinity, -.infinity])
    func int8NotANumber(value: Float) {
        let (k, n) = (8, 3)
        var (packed, scales) = ([Int8](repeating: 0, count: learnd_int8_bytes(k, n)), [Float](repeating: 0, count: learnd_int8_columns(n)))
        var offsets = [Int32](repeating: 0, count: learnd_int8_columns(n))
        learnd_int8_pack(k, n, normals(k * n, seed: 8), &packed, &scales, &offsets)
        var bytes = [UInt8](repeating: 0, count: k)
        let scale = Int8Matrix.quantize([1, 2, value, 3, 4, 5, 6, 7], count: k, into: &bytes)
        #expect(scale.isNaN)
        for multiply in [learnd_int8_multiply, learnd_int8_multiply_plain] {
            var outputs = [Float](repeating: 0, count: n)
            multiply(1, n, k, bytes, k, packed, [scale], scales, offsets, nil, 1, &outputs, n)
            #expect(outputs.allSatisfy { $0.isNaN })
        }
    }

    @Test("8 bits: zeros stay zeros, and the largest number is cache")
    func int8Edges() {
        var bytes = [UInt8](repeating: 0, count: 4)
        #expect(Int8Matrix.quantize([0, 0, 0, 0], count: 4, into: &bytes) == 0)
        #expect(bytes == [128, 128, 128, 128])
        let scale = Int8Matrix.quantize([1, -2, 0.5, 0], count: 4, into: &bytes)
        #expect(bytes == [192, 1, 160, 128])
        #expect(abs(scale - 2 / 127) < 1e-9)
    }
}

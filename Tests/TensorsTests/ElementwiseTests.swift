import Tensors
import Testing

@Suite("Elementwise kernels")
struct ElementwiseTests {
    static let counts = [0, 1, 2, 7, 8, 15, 16, 17, 31, 64, 127, 1009]
    static let columnShapes = [(1, 1), (3, 16), (64, 10), (65, 129), (9, 43), (7, 111)]

    /// From −9 to 9 and some far out; x² has to be representable.
    static func inputs(_ count: Int) -> [Float] {
        normals(count, seed: 11, deviation: 3) + [0, -0.0, 1e-30, -1e-30, 12, -12, 100, -100]
    }

    // The tolerance is ten roundings of a 32-bit float: the exponent −x²/2 alone is rounded to 6e-8 of itself, up to 40 here.
    @Test("GELU is x·Φ(x), close in proportion even far below zero", arguments: counts)
    func gelu(count: Int) {
        let x = Self.inputs(count)
        var y = [Float](repeating: .nan, count: x.count)
        Kernels.gelu(x, into: &y, count: x.count)
        for (x, y) in zip(x, y) where abs(x) < 9 {
            let expected = PlainKernels.gelu(Double(x))
            #expect(abs(Double(y) - expected) <= 3e-6 * abs(expected), "gelu(\(x)) = \(y), not \(expected)")
        }
        #expect(largestError(y, x.map { PlainKernels.gelu(Double($0)) }) < 1e-6)
    }

    @Test("GELU's slope is Φ(x) + x·φ(x)", arguments: counts)
    func geluSlope(count: Int) {
        let x = Self.inputs(count)
        var slope = [Float](repeating: 1, count: x.count)
        Kernels.geluBackward(x, gradient: &slope, count: x.count)
        #expect(largestError(slope, x.map { PlainKernels.geluSlope(Double($0)) }) < 1e-6)
    }

    @Test("GELU of a number has the same bytes wherever it stands")
    func geluAnywhere() {
        let x = normals(333, seed: 12, deviation: 3)
        var together = [Float](repeating: 0, count: x.count)
        Kernels.gelu(x, into: &together, count: x.count)
        var alone = together
        for place in x.indices { Kernels.gelu([x[place]], into: &alone[place], count: 1) }
        #expect(together.map(\.bitPattern) == alone.map(\.bitPattern))
        var inPlace = x
        inPlace.withUnsafeMutableBufferPointer { Kernels.gelu($0.baseAddress!, into: $0.baseAddress!, count: $0.count) }
        #expect(inPlace.map(\.bitPattern) == alone.map(\.bitPattern))
    }

    @Test("a bias is added to each row, and negative results are cut off on request", arguments: [1, 3, 16, 37])
    func bias(width: Int) {
        let (x, bias) = (normals(5 * width, seed: 13), normals(width, seed: 14))
        for relu in [false, true] {
            var y = x
            Kernels.addBias(&y, rows: 5, width: width, bias: bias, relu: relu)
            let expected = x.indices.map { place in
                let sum = x[place] + bias[place % width]
                return relu ? max(0, sum) : sum
            }
            #expect(y == expected)
        }
    }

    @Test("what is not a number stays so through ReLU")
    func nan() {
        var y: [Float] = [.nan, -1]
        Kernels.addBias(&y, rows: 1, width: 2, bias: [0, 0], relu: true)
        #expect(y[0].isNaN && y[1] == 0)
    }

    @Test("ReLU lets a gradient pass where its output was positive", arguments: [1, 16, 37])
    func reluBackward(count: Int) {
        let (y, dy) = (normals(count, seed: 15).map { max(0, $0) }, normals(count, seed: 16))
        var dx = dy
        Kernels.reluBackward(y, gradient: &dx, count: count)
        #expect(dx == zip(y, dy).map { $0 > 0 ? $1 : 0 })
    }

    @Test("columns are summed row after row", arguments: columnShapes)
    func columnSums(rows: Int, width: Int) {
        let x = normals(rows * width, seed: 17)
        var sums = [Float](repeating: .nan, count: width)
        Kernels.columnSums(x, rows: rows, width: width, into: &sums)
        #expect(sums == (0..<width).map { column in (0..<rows).reduce(0) { $0 + x[$1 * width + column] } })
    }

    @Test("ReLU's backward pass and its columns' sums in one pass are the two one after the other", arguments: columnShapes)
    func reluBackwardColumnSums(rows: Int, width: Int) {
        let (y, dy) = (normals(rows * width, seed: 27).map { max(0, $0) }, normals(rows * width, seed: 28))
        var (dx, expected) = (dy, dy)
        var (sums, expectedSums) = ([Float](repeating: .nan, count: width), [Float](repeating: .nan, count: width))
        Kernels.reluBackwardColumnSums(y, gradient: &dx, rows: rows, width: width, into: &sums)
        Kernels.reluBackward(y, gradient: &expected, count: rows * width)
        Kernels.columnSums(expected, rows: rows, width: width, into: &expectedSums)
        #expect(dx == expected)
        #expect(sums == expectedSums)
    }

    @Test("a transpose has rows for columns", arguments: [(1, 1), (1, 17), (16, 16), (37, 41), (64, 3), (10, 96), (17, 15)])
    func transpose(rows: Int, columns: Int) {
        let x = Tensor(shape: [rows, columns], elements: normals(rows * columns, seed: 18))
        let transposed = x.transposed
        #expect(transposed.shape == [columns, rows])
        for row in 0..<rows {
            for column in 0..<columns { #expect(transposed.elements[column * rows + row] == x.elements[row * columns + column]) }
        }
        #expect(transposed.transposed == x)
    }

    @Test("squares are summed in double", arguments: counts)
    func sumOfSquares(count: Int) {
        let x = normals(count, seed: 19)
        let expected = x.reduce(0.0) { $0 + Double($1) * Double($1) }
        // Only the order of at most a thousand additions in double differs.
        #expect(abs(Kernels.sumOfSquares(x, count: count) - expected) <= 1e-12 * (1 + expected))
    }

    @Test("AdamW's step is PyTorch's", arguments: counts, [1, 2, 1000])
    func adamW(count: Int, step: Int) {
        let parameters = normals(count, seed: 22)
        let gradient = normals(count, seed: 23)
        let m = normals(count, seed: 24, deviation: 0.1)
        let v = normals(count, seed: 25).map { $0 * $0 }
        let scale: Float = 0.5
        var (newParameters, newM, newV) = (parameters, m, v)
        let before = normals(count, seed: 20)
        var average = before
        Kernels.adamW(
            &newParameters,
            gradient: gradient,
            m: &newM,
            v: &newV,
            count: count,
            gradientScale: scale,
            rate: 0.01,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            decay: 0.1,
            step: step
        )
        Kernels.moveAverage(&average, to: newParameters, share: 0.25, count: count)
        #expect(largestError(average, zip(before, newParameters).map { Double($0) + 0.25 * (Double($1) - Double($0)) }) < 2e-7)
        let expected = (0..<count).map {
            PlainKernels.adamW(
                Double(parameters[$0]),
                gradient: Double(gradient[$0] * scale),
                m: Double(m[$0]),
                v: Double(v[$0]),
                rate: 0.01,
                decay: 0.1,
                step: step
            )
        }
        // β₂ as a 32-bit float is 1.3e-5 of 1 − β₂ away from 0.999: its share of v and of the bias's correction move by as much.
        #expect(largestError(newParameters, expected.map(\.parameter)) < 2e-6)
        #expect(largestError(newM, expected.map(\.m)) < 2e-6)
        #expect(largestError(newV, expected.map(\.v)) < 2e-6)
    }
}

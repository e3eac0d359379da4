import LinearAlgebra
import Testing

@Suite("Symmetric matrices")
struct SymmetricMatrixTests {
    /// Whole numbers up to ±8192, as features are.
    private func rows(_ count: Int, order: Int, seed: Int) -> [Double] {
        (0..<count * order).map { Double(($0 &* 7919 &+ seed &* 104_729 &+ $0 / order &* 31) % 8193 - 4096) }
    }

    private func products(_ numbers: [Double], order: Int, pieces: [Int]) throws -> SymmetricMatrix {
        let matrix = SymmetricMatrix(order: order)
        var start = 0
        for piece in pieces {
            matrix.add(products: Array(numbers[start * order..<(start + piece) * order]), rows: piece, try .loaded())
            start += piece
        }
        return matrix
    }

    @Test("sums of whole numbers are the plain ones, to the last bit, at once and in pieces", arguments: [1, 2, 7, 64, 131])
    func exact(order: Int) throws {
        let numbers = rows(101, order: order, seed: 3)
        let whole = try products(numbers, order: order, pieces: [101])
        for column in 0..<order {
            for row in column..<order {
                let plain = (0..<101).reduce(0.0) { $0 + numbers[$1 * order + row] * numbers[$1 * order + column] }
                #expect(whole[row, column] == plain)
            }
        }
        #expect(try products(numbers, order: order, pieces: [50, 1, 0, 50]).packed == whole.packed)
    }

    @Test("what is subtracted leaves what there would be without it")
    func subtracted() throws {
        let (first, second) = (rows(40, order: 30, seed: 1), rows(17, order: 30, seed: 2))
        let both = try products(first + second, order: 30, pieces: [57])
        both.subtract(try products(second, order: 30, pieces: [17]))
        #expect(both.packed == (try products(first, order: 30, pieces: [40])).packed)
    }

    @Test("comes back from its bytes, and from no others")
    func packed() throws {
        let matrix = try products(rows(9, order: 5, seed: 4), order: 5, pieces: [9])
        let again = try #require(SymmetricMatrix(order: 5, packed: matrix.packed))
        #expect(again.packed == matrix.packed)
        #expect(SymmetricMatrix(order: 6, packed: matrix.packed) == nil)
        #expect(SymmetricMatrix(order: 5, packed: matrix.packed.dropLast()) == nil)
    }

    @Test("is solved, and any leading block of it by the same factor", arguments: [1, 2, 30, 77])
    func solved(block: Int) throws {
        let blas = try BLAS.loaded()
        let matrix = try products(rows(200, order: 77, seed: 5), order: 77, pieces: [200])
        let ridge = 1e-4 * matrix.meanDiagonal
        let factor = try #require(Cholesky(matrix, ridge: ridge, blas))
        let wanted = (0..<block).map { Double($0 % 5) - 2 }
        var sides = (0..<block).map { row in
            (0..<block).reduce(ridge * wanted[row]) { $0 + matrix[max(row, $1), min(row, $1)] * wanted[$1] }
        }
        factor.solve(&sides, leading: block, blas)
        for (found, wanted) in zip(sides, wanted) { #expect(abs(found - wanted) < 1e-7) }
    }

    @Test("has no factor where it is not positive")
    func indefinite() throws {
        let matrix = SymmetricMatrix(order: 3)
        matrix.subtract(product: [1, 2, 3], times: 1)
        #expect(Cholesky(matrix, ridge: 0, try .loaded()) == nil)
    }

    @Test("says which library computes it")
    func named() throws {
        #expect(try BLAS.loaded().name.contains("OpenBLAS"))
    }
}

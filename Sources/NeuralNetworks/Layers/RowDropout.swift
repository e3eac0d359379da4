import Tensors

/// Dropout within a layer that is put together of several. Nothing is kept: what was dropped is told again by seed, layer, row and place.
struct RowDropout: Sendable {
    /// The probability with which a number becomes 0, 0 to below 1.
    let share: Float
    /// Tells it from others of the network.
    let number: UInt64

    init(share: Float, _ allocator: inout ParameterAllocator) {
        self.share = share
        number = allocator.chance()
    }

    /// Whether anything is dropped in a pass.
    func isActive(_ pass: LayerPass) -> Bool { share > 0 && pass.seed != nil }

    /// What a row's numbers go by.
    func key(_ pass: LayerPass, row: Int) -> UInt64 {
        pass.seed! &+ number &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(pass.firstRow + row) &* 0xd1b5_4a32_d192_ed03
    }

    /// y = x · m for `[places, width]`; y = x where nothing is dropped. x may be y.
    func apply(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, width: Int, _ pass: LayerPass) {
        guard isActive(pass) else {
            if x != UnsafePointer(y) { y.update(from: x, count: pass.places * width) }
            return
        }
        for row in 0..<pass.rows {
            let places = pass.places(of: row)
            let first = places.lowerBound * width
            Kernels.dropout(x + first, into: y + first, count: places.count * width, key: key(pass, row: row), first: 0, share: share)
        }
    }
}

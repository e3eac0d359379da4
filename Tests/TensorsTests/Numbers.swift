import Tensors

/// `count` numbers of a normal distribution, the same for the same seed.
func normals(_ count: Int, seed: UInt64 = 1, deviation: Float = 1) -> [Float] {
    var random = RandomSource(seed: seed)
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
        if let start = buffer.baseAddress { random.fillNormal(start, count: count, deviation: deviation) }
        filled = count
    }
}

/// The largest |x − y| / (1 + |y|).
func largestError(_ x: [Float], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "\(x.count) numbers against \(y.count)")
    return zip(x, y).reduce(0) { largest, pair in
        let error = abs(Double(pair.0) - pair.1) / (1 + abs(pair.1))
        return error.isNaN ? .infinity : max(largest, error)
    }
}

import Archives
import Domain

/// An array of bytes in the IDX format of the MNIST database: two zeros, the type (8: bytes), the number of dimensions, each dimension in four
/// bytes (the first one first), then the values.
struct IDXArray {
    let dimensions: [Int]
    let values: [UInt8]

    /// Reads all of `source`.
    ///
    /// - Parameters:
    ///   - counts: How many dimensions it may have.
    ///   - name: For messages.
    init(_ source: any ByteSource, dimensions counts: ClosedRange<Int>, bound: BoundedSource.Count, name: String) throws(Refusal) {
        func refusal(_ what: String) -> Refusal {
            Refusal(.invalid, what: what, at: name, fix: "drop the two files as they were published")
        }
        guard let magic = try source.take(4), magic[0] == 0, magic[1] == 0 else { throw refusal("not an IDX file") }
        guard magic[2] == 8 else { throw refusal("its values are of type 0x\(String(magic[2], radix: 16)), bytes (0x8) are read") }
        let count = Int(magic[3])
        guard counts.contains(count) else {
            let wanted = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or \(counts.upperBound)"
            throw refusal("it has \(count) dimensions, not \(wanted)")
        }
        guard let sizes = try source.take(4 * count) else { throw refusal("it is cut short") }
        dimensions = (0..<count).map { place in sizes[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | Int($1) } }
        var size = 1
        for dimension in dimensions {
            let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
            size = overflow ? .max : product
        }
        try bound.require(size)
        guard let values = try source.take(size) else {
            throw refusal("it is cut short: \(dimensions.map(String.init).joined(separator: "×")) values are announced")
        }
        guard try source.drain() == 0 else { throw refusal("more follows its \(size) values") }
        self.values = values
    }
}

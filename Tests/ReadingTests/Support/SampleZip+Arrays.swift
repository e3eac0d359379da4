import ZipSamples

/// NumPy's arrays for zip archives.
extension SampleZip {
    /// A `.npy` file.
    static func array(_ type: String, _ shape: [Int], _ values: [UInt8], order: String = "False", version: UInt8 = 1) -> [UInt8] {
        let dimensions = shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(dimensions)), }"
        header += String(repeating: " ", count: 64 - (header.utf8.count + 11) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + little(header.utf8.count, version == 1 ? 2 : 4) + Array(header.utf8) + values
    }
}

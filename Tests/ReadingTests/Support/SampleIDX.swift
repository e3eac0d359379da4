/// Writes IDX files.
enum SampleIDX {
    static func array(_ dimensions: [Int], _ values: [UInt8], type: UInt8 = 8) -> [UInt8] {
        [0, 0, type, UInt8(dimensions.count)]
            + dimensions.flatMap { dimension in (0..<4).map { UInt8(truncatingIfNeeded: dimension >> (24 - 8 * $0)) } } + values
    }

    /// Both files in a tar, as the inbox joins them.
    static func pair(images: [UInt8], labels: [UInt8], name: String = "train", packed: String = "") -> [UInt8] {
        var tar = SampleTar()
        tar.add("\(name)-images-idx3-ubyte\(packed)", images)
        tar.add("\(name)-labels-idx1-ubyte\(packed)", labels)
        return tar.closed
    }
}

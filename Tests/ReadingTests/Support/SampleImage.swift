import CImageSamples

/// Image files for archives.
enum SampleImage {
    /// A PNG file of 8 bits.
    static func png(_ pixels: [UInt8], height: Int, width: Int, channels: Int = 1) -> [UInt8] {
        precondition(pixels.count == height * width * channels, "\(pixels.count) values for \(height)x\(width)x\(channels)")
        let sample = image_sample_png(pixels, UInt32(width), UInt32(height), 8, channels == 1 ? 0 : 2, 0, nil, 0, nil, 0)
        defer { image_sample_free(sample) }
        return Array(UnsafeBufferPointer(start: sample.bytes, count: sample.count))
    }

    /// One color all over.
    static func plain(_ pixel: [UInt8], height: Int, width: Int) -> [UInt8] {
        png((0..<height * width).flatMap { _ in pixel }, height: height, width: width, channels: pixel.count)
    }

    static func jpeg(_ pixel: [UInt8], height: Int, width: Int) -> [UInt8] {
        let pixels = (0..<height * width).flatMap { _ in pixel }
        let sample = image_sample_jpeg(pixels, UInt32(width), UInt32(height), Int32(pixel.count), 95, 0, 0, 0)
        defer { image_sample_free(sample) }
        return Array(UnsafeBufferPointer(start: sample.bytes, count: sample.count))
    }
}

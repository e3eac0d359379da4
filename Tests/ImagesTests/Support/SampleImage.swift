import CImageSamples

/// Image files made by the libraries' own writers.
enum SampleImage {
    /// - Parameter rows: As PNG stores them.
    static func png(
        rows: [UInt8],
        width: Int,
        height: Int,
        depth: Int = 8,
        colorType: Int,
        interlaced: Bool = false,
        palette: [UInt8] = [],
        alphas: [UInt8] = []
    ) -> [UInt8] {
        take(
            image_sample_png(
                rows,
                UInt32(width),
                UInt32(height),
                Int32(depth),
                Int32(colorType),
                interlaced ? 1 : 0,
                palette,
                Int32(palette.count / 3),
                alphas,
                Int32(alphas.count)
            )
        )
    }

    static func jpeg(
        _ pixels: [UInt8],
        width: Int,
        height: Int,
        channels: Int,
        quality: Int = 95,
        progressive: Bool = false,
        orientation: Int = 0,
        littleEndian: Bool = false
    ) -> [UInt8] {
        precondition(pixels.count == width * height * channels, "\(pixels.count) values for \(width)x\(height)x\(channels)")
        return take(
            image_sample_jpeg(
                pixels,
                UInt32(width),
                UInt32(height),
                Int32(channels),
                Int32(quality),
                progressive ? 1 : 0,
                Int32(orientation),
                littleEndian ? 1 : 0
            )
        )
    }

    private static func take(_ sample: image_sample) -> [UInt8] {
        defer { image_sample_free(sample) }
        return Array(UnsafeBufferPointer(start: sample.bytes, count: sample.count))
    }
}

import Domain

/// Brings an image to a model's size: scaled so that it covers it, the middle cut out, gray and color into each other.
///
/// The same whole-number arithmetic for training and prediction, on every machine.
public enum ImageFitting {
    /// Writes `shape.count` values to `target`: `[shape.height, shape.width, shape.channels]`.
    ///
    /// - Parameter source: `[height, width, channels]`.
    public static func fit(
        _ source: UnsafePointer<UInt8>,
        height: Int,
        width: Int,
        channels: Int,
        to shape: ImageShape,
        into target: UnsafeMutablePointer<UInt8>
    ) {
        if height == shape.height, width == shape.width {
            convert(source, channels: channels, pixels: height * width, to: shape.channels, target)
        } else if channels == shape.channels {
            resample(source, height: height, width: width, channels: channels, to: shape, target)
        } else {
            let own = ImageShape(height: shape.height, width: shape.width, channels: channels)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: own.count) { fitted in
                resample(source, height: height, width: width, channels: channels, to: own, fitted.baseAddress!)
                convert(fitted.baseAddress!, channels: channels, pixels: own.height * own.width, to: shape.channels, target)
            }
        }
    }

    /// The same of an image: writes `[shape.height, shape.width, shape.channels]` to `target`.
    public static func fit(_ image: PixelImage, to shape: ImageShape, into target: UnsafeMutablePointer<UInt8>) {
        image.pixels.withUnsafeBufferPointer {
            fit($0.baseAddress!, height: image.height, width: image.width, channels: image.channels, to: shape, into: target)
        }
    }

    /// The same as new values, `[shape.height, shape.width, shape.channels]`.
    public static func fit(_ image: PixelImage, to shape: ImageShape) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: shape.count) { target, count in
            fit(image, to: shape, into: target.baseAddress!)
            count = shape.count
        }
    }

    /// Color to gray by Rec. 601's luma, in 16 bits of fraction; gray to color by copying.
    private static func convert(
        _ source: UnsafePointer<UInt8>,
        channels: Int,
        pixels: Int,
        to wanted: Int,
        _ target: UnsafeMutablePointer<UInt8>
    ) {
        switch (channels, wanted) {
        case (3, 1):
            for pixel in 0..<pixels {
                let red = UInt32(source[3 * pixel])
                let green = UInt32(source[3 * pixel + 1])
                let blue = UInt32(source[3 * pixel + 2])
                // 0.299, 0.587 and 0.114 of 65,536: together all of it, so that gray stays what it is.
                target[pixel] = UInt8(truncatingIfNeeded: (19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16)
            }
        case (1, 3):
            for pixel in 0..<pixels {
                for channel in 0..<3 { target[3 * pixel + channel] = source[pixel] }
            }
        default: target.update(from: source, count: pixels * channels)
        }
    }

    private static func resample(
        _ source: UnsafePointer<UInt8>,
        height: Int,
        width: Int,
        channels: Int,
        to shape: ImageShape,
        _ target: UnsafeMutablePointer<UInt8>
    ) {
        // The larger of the two scales covers the target: compared crosswise, without division.
        let isByHeight = shape.height * width >= shape.width * height
        let numerator = isByHeight ? shape.height : shape.width
        let denominator = isByHeight ? height : width
        let rows = ResamplingTaps(source: height, target: shape.height, numerator: numerator, denominator: denominator)
        let columns = ResamplingTaps(source: width, target: shape.width, numerator: numerator, denominator: denominator)
        let values = shape.width * channels
        let weight = UInt64(rows.total) * UInt64(columns.total)
        // A target row's sums, over one source row after another.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: values) { sums in
            var tap = 0
            for y in 0..<shape.height {
                for value in 0..<values { sums[value] = weight / 2 }
                for step in 0..<Int(rows.counts[y]) {
                    let row = source + (Int(rows.starts[y]) + step) * width * channels
                    addRow(row, columns, channels, UInt64(rows.weights[tap]), sums)
                    tap += 1
                }
                for value in 0..<values { target[y * values + value] = UInt8(truncatingIfNeeded: sums[value] / weight) }
            }
        }
    }

    @inline(__always)
    private static func addRow(
        _ row: UnsafePointer<UInt8>,
        _ columns: ResamplingTaps,
        _ channels: Int,
        _ weight: UInt64,
        _ sums: UnsafeMutableBufferPointer<UInt64>
    ) {
        columns.weights.withUnsafeBufferPointer { weights in
            var tap = 0
            for x in 0..<columns.starts.count {
                let start = Int(columns.starts[x]) * channels
                let count = Int(columns.counts[x])
                for channel in 0..<channels {
                    var sum: UInt64 = 0
                    for step in 0..<count { sum += UInt64(weights[tap + step]) * UInt64(row[start + step * channels + channel]) }
                    sums[x * channels + channel] += sum * weight
                }
                tap += count
            }
        }
    }
}

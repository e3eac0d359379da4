import Domain
import Images
import Rows

/// Images of one size, one after another in memory, as arrays hold them.
struct ImageBlock {
    var height: Int
    var width: Int
    /// 1 or 3.
    var channels: Int
    /// `[count, height, width, channels]`
    var pixels: [UInt8]

    var count: Int { pixels.count / (height * width * channels) }

    /// The images at the size that they are to have.
    func table(_ target: ImageTarget, labels: ExampleTable.Labels, limits: ReadLimits, name: String) throws(Refusal) -> ExampleTable {
        let hasColor = channels == 3 && pixels.withUnsafeBufferPointer { PixelImage.hasColor($0) }
        let shape = target.settled(height: height, width: width).shape(hasColor: hasColor)
        guard count <= limits.expandedBytes / shape.count else {
            throw Refusal(
                .tooLarge,
                what: "\(count) images of \(shape) take more than \(limits.expandedBytes) bytes",
                at: name,
                fix: "split the file, or raise the limit (inbox.decompressed_bytes)"
            )
        }
        let fitted = shape == ImageShape(height: height, width: width, channels: channels) ? pixels : fit(to: shape)
        return ExampleTable(schema: Schema(image: shape), columns: [.images(fitted, shape)], labels: labels)
    }

    private func fit(to shape: ImageShape) -> [UInt8] {
        let size = height * width * channels
        return [UInt8](unsafeUninitializedCapacity: count * shape.count) { fitted, filled in
            pixels.withUnsafeBufferPointer { pixels in
                for image in 0..<count {
                    ImageFitting.fit(
                        pixels.baseAddress! + image * size,
                        height: height,
                        width: width,
                        channels: channels,
                        to: shape,
                        into: fitted.baseAddress! + image * shape.count
                    )
                }
            }
            filled = count * shape.count
        }
    }

    /// Refuses sides that no image has or may have.
    static func check(height: Int, width: Int, limits: ReadLimits, name: String) throws(Refusal) {
        guard height > 0, width > 0 else {
            throw Refusal(
                .invalid,
                what: "the images have \(height)×\(width) pixels",
                at: name,
                fix: "write images with sides of at least 1"
            )
        }
        let most = ImageLimits().side
        guard height <= most, width <= most, height * width <= limits.imagePixels else {
            throw Refusal(
                .tooLarge,
                what: "the images have \(height)×\(width) pixels, at most \(limits.imagePixels) are read",
                at: name,
                fix: "make them smaller"
            )
        }
    }
}

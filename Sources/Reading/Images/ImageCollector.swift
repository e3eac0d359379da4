import Domain
import Images
import Rows

/// Puts decoded images together, each brought to the one size.
struct ImageCollector {
    /// The images are not of one size, though their own was to be kept: to be read again for `ImageTarget.fallback`.
    private(set) var needsReading = false
    private(set) var count = 0

    private var target: ImageTarget
    /// Of the pixels collected; three from the first image with color on, where that is left open.
    private var shape: ImageShape?
    /// The first image's, while sizes are compared.
    private var ownSides: (height: Int, width: Int)?
    private var pixels: [UInt8] = []
    private let limits: ReadLimits
    private let name: String

    init(_ target: ImageTarget, limits: ReadLimits, name: String) {
        self.target = target
        self.limits = limits
        self.name = name
    }

    /// The size for which the next image may be decoded; nil: as it is.
    var wanted: ImageShape? { ownSides == nil ? target.wanted : nil }

    mutating func append(_ image: PixelImage) throws(Refusal) {
        if needsReading { return }
        if case .own = target {
            target = target.settled(height: image.height, width: image.width)
            ownSides = (image.height, image.width)
        }
        if let own = ownSides, own != (image.height, image.width) || max(own.height, own.width) > ImageTarget.longestOwnSide {
            needsReading = true
            return
        }
        let shape = try shape(for: image)
        try requireRoom(pixels.count + shape.count, shape)
        if pixels.capacity < pixels.count + shape.count {
            pixels.reserveCapacity(
                min(max(64 << 10, 2 * pixels.count + shape.count), max(limits.expandedBytes, pixels.count + shape.count))
            )
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.count) { fitted in
            ImageFitting.fit(image, to: shape, into: fitted.baseAddress!)
            pixels.append(contentsOf: UnsafeBufferPointer(fitted))
        }
        count += 1
    }

    /// The column's values.
    ///
    /// - Precondition: There is at least one image, and none needs to be read again.
    consuming func finish() -> (values: ExampleTable.Values, shape: ImageShape) {
        precondition(!needsReading, "images that must be read again")
        let shape = shape ?? target.shape(hasColor: false)
        return (.images(pixels, shape), shape)
    }

    private func requireRoom(_ bytes: Int, _ shape: ImageShape) throws(Refusal) {
        guard bytes <= limits.expandedBytes else {
            throw Refusal(
                .tooLarge,
                what: "more than \(count) images of \(shape) take more than \(limits.expandedBytes) bytes",
                at: name,
                fix: "split the file, or raise the limit (inbox.decompressed_bytes)"
            )
        }
    }

    private mutating func shape(for image: PixelImage) throws(Refusal) -> ImageShape {
        if let shape, shape.channels == 3 { return shape }
        if let shape, case .shape = target { return shape }
        let wider = target.shape(hasColor: image.hasColor)
        if let shape, wider.channels != shape.channels {
            try requireRoom(3 * pixels.count + wider.count, wider)
            let gray = pixels
            pixels = [UInt8](unsafeUninitializedCapacity: 3 * gray.count) { color, count in
                for place in 0..<3 * gray.count { color[place] = gray[place / 3] }
                count = 3 * gray.count
            }
        }
        shape = wider
        return wider
    }
}

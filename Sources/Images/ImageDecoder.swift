import CImageFiles
import Domain

/// Decodes PNG and JPEG files held in memory.
///
/// PNG of every kind: what is transparent is laid over white, 16 bits become 8. JPEG in gray, color and CMYK, turned as Exif says. Color
/// profiles and gamma are not looked at. A file that is damaged or cut short is refused. The libraries' state lives in one call: any number
/// of threads may decode at once.
public struct ImageDecoder: Sendable {
    /// What a file may ask for; one beyond is refused by its header, before any pixel is decoded.
    public var limits: ImageLimits

    /// A decoder with these limits.
    public init(limits: ImageLimits = ImageLimits()) { self.limits = limits }

    /// Looks at a file's beginning.
    ///
    /// - Throws: `Refusal` without a place: the caller knows the name.
    public func header(_ bytes: UnsafeRawBufferPointer) throws(Refusal) -> ImageHeader { try ImageHeader(bytes, limits) }

    /// - Parameter size: Where the image will be brought to this size: a much larger JPEG file is decoded at a half, a quarter or an eighth,
    ///   at least twice as large as needed. Nil: as it is.
    /// - Throws: `Refusal` without a place: the caller knows the name.
    public func decode(_ bytes: UnsafeRawBufferPointer, for size: ImageShape? = nil) throws(Refusal) -> PixelImage {
        try decode(bytes, header(bytes), for: size)
    }

    /// - Parameter header: The same file's.
    public func decode(_ bytes: UnsafeRawBufferPointer, _ header: ImageHeader, for size: ImageShape? = nil) throws(Refusal) -> PixelImage {
        let eighths = header.kind == .jpeg ? size.map { Self.eighths(header, $0) } ?? 8 : 8
        let height = eighths == 8 ? header.height : Int(image_jpeg_scaled(header.fields.height, eighths))
        let width = eighths == 8 ? header.width : Int(image_jpeg_scaled(header.fields.width, eighths))
        let start = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var refusal: Refusal?
        let pixels = [UInt8](unsafeUninitializedCapacity: height * width * header.channels) { pixels, count in
            var fields = header.fields
            do throws(Refusal) {
                try ImageHeader.call(header.kind) { message in
                    switch header.kind {
                    case .png: image_png_decode(start, bytes.count, &fields, pixels.baseAddress!, message)
                    case .jpeg: image_jpeg_decode(start, bytes.count, &fields, eighths, pixels.baseAddress!, message)
                    }
                }
                count = height * width * header.channels
            } catch {
                refusal = error
            }
        }
        if let refusal { throw refusal }
        return PixelImage(height: height, width: width, channels: header.channels, pixels: pixels)
            .oriented(Int(header.fields.orientation))
    }

    /// The smallest scale at which both sides are still twice what is needed, however the image will be turned.
    private static func eighths(_ header: ImageHeader, _ size: ImageShape) -> UInt32 {
        let shorter = UInt32(min(header.width, header.height))
        let needed = 2 * max(size.height, size.width)
        return [1, 2, 4].first { Int(image_jpeg_scaled(shorter, $0)) >= needed } ?? 8
    }
}

import CImageFiles
import Domain

/// What a file says of its image, looked at before its pixels are decoded.
public struct ImageHeader {
    let kind: ImageFileKind
    let fields: image_header

    /// - Throws: `Refusal` without a place: the caller knows the name.
    init(_ bytes: UnsafeRawBufferPointer, _ limits: ImageLimits) throws(Refusal) {
        guard bytes.count > 0 else { throw Refusal(.invalid, what: "the image file is empty", fix: Self.fix) }
        guard let kind = ImageFileKind(bytes) else {
            let guess = ImageFileKind.guess(bytes).map { " (it looks like \($0))" } ?? ""
            throw Refusal(.invalid, what: "not a PNG or JPEG file\(guess)", fix: Self.fix)
        }
        var fields = image_header()
        try Self.call(kind) { message in
            let start = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
            return switch kind {
            case .png: image_png_header(start, bytes.count, &fields, message)
            case .jpeg: image_jpeg_header(start, bytes.count, &fields, message)
            }
        }
        self.kind = kind
        self.fields = fields
        try check(fileBytes: bytes.count, limits)
    }

    private static let fix = "give a PNG or JPEG file"

    var width: Int { Int(fields.width) }
    var height: Int { Int(fields.height) }
    var channels: Int { Int(fields.channels) }

    /// As the image is stored: what decoding it costs.
    public var pixels: Int { width * height }

    private func check(fileBytes: Int, _ limits: ImageLimits) throws(Refusal) {
        let size = "the image has \(height)×\(width) pixels"
        guard width > 0, height > 0 else { throw Refusal(.invalid, what: size, fix: Self.fix) }
        guard max(width, height) <= limits.side else {
            throw Refusal(.tooLarge, what: "\(size), no side may have more than \(limits.side)", fix: "make it smaller")
        }
        guard pixels <= limits.pixels else {
            throw Refusal(
                .tooLarge,
                what: "\(size), at most \(limits.pixels) in all are decoded",
                fix: "make it smaller"
            )
        }
        guard max(width, height) <= limits.sideRatio * min(width, height) else {
            throw Refusal(
                .invalid,
                what: "\(size): one side is more than \(limits.sideRatio) times the other",
                fix: "cut it to what it shows"
            )
        }
        let decoded = pixels * channels
        guard decoded <= max(ImageLimits.freeBytes, fileBytes * limits.expansion) else {
            throw Refusal(
                .tooLarge,
                what: "\(size) in a file of \(fileBytes) bytes: more than \(limits.expansion) times as many",
                fix: "make it smaller; a picture of something is never packed that well"
            )
        }
    }

    /// Turns a library's outcome into a refusal.
    static func call(_ kind: ImageFileKind, _ body: (UnsafeMutablePointer<CChar>) -> image_outcome) throws(Refusal) {
        var outcome = image_ok
        let message = withUnsafeTemporaryAllocation(of: CChar.self, capacity: image_message_bytes) { message in
            message.initialize(repeating: 0)
            outcome = body(message.baseAddress!)
            return outcome == image_ok ? "" : String(cString: message.baseAddress!)
        }
        switch outcome {
        case image_ok: return
        case image_no_memory: throw Refusal(.unavailable, what: "there is no memory for the image", fix: "try again, or make it smaller")
        default: throw Refusal(.invalid, what: "the \(kind.name) file is broken: \(message)", fix: "save the image again")
        }
    }
}

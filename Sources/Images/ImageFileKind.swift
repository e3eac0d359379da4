/// The kinds of image files that are read, told by their first bytes.
enum ImageFileKind {
    case png
    case jpeg

    /// Nil: neither of them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    var name: String {
        switch self {
        case .png: "PNG"
        case .jpeg: "JPEG"
        }
    }

    /// What other bytes probably are, for messages.
    static func guess(_ bytes: UnsafeRawBufferPointer) -> String? {
        let known: [(String, [UInt8])] = [
            ("GIF", Array("GIF8".utf8)), ("BMP", Array("BM".utf8)), ("TIFF", [0x49, 0x49, 0x2A, 0]), ("TIFF", [0x4D, 0x4D, 0, 0x2A]),
            ("PDF", Array("%PDF".utf8)), ("SVG", Array("<svg".utf8)),
        ]
        if bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8) { return "WebP" }
        if bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) { return "HEIF, AVIF or a film" }
        return known.first { bytes.starts(with: $0.1) }?.0
    }
}

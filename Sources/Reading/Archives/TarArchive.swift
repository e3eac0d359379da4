import Archives
import Domain

/// Goes through a tar from its beginning, entry by entry; as a source of bytes it is the present entry's content.
///
/// ustar, pax (path and size) and GNU's long names. Nothing is written anywhere: names are only told.
final class TarArchive: ByteSource {
    private let source: any ByteSource
    private let name: String
    private var number = 0
    /// Bytes of the present entry that were not read yet, and what fills its last block.
    private var left = 0
    private var padding = 0

    /// A name, or a pax header, of more bytes is not believed.
    private static let mostHeaderBytes = 1 << 20

    init(_ source: any ByteSource, name: String) {
        self.source = source
        self.name = name
    }

    /// The next entry; nil at the end, when everything behind it was read too.
    ///
    /// - Throws: `Refusal` where the archive cannot be read on.
    func next() throws(Refusal) -> TarEntry? {
        var longPath: [UInt8]?
        var pax = PaxRecords()
        while true {
            try skip()
            guard let bytes = try source.take(TarHeader.byteCount) else { throw cutShort }
            let header = TarHeader(bytes)
            if header.isEnd {
                try source.drain()
                return nil
            }
            guard header.isIntact, let size = header.size else {
                throw number == 0
                    ? Refusal(.invalid, what: "not a tar archive", at: name, fix: "pack the folder with 'tar -cf'")
                    : damaged("the entry after number \(number) is damaged")
            }
            switch header.type {
            case UInt8(ascii: "x"):
                guard let records = PaxRecords(try content(of: size)) else { throw damaged("a pax header is damaged") }
                pax = records
            case UInt8(ascii: "L"): longPath = Array(try content(of: size).prefix { $0 != 0 })
            // Of all later files, and long targets of links: of no use here.
            case UInt8(ascii: "g"), UInt8(ascii: "K"): begin(size)
            default:
                number += 1
                if header.type == UInt8(ascii: "S") { try skipPieces(header) }
                return try entry(header, path: pax.path ?? longPath ?? header.path, size: pax.size ?? size, isSparse: pax.isSparse)
            }
        }
    }

    /// The present entry's content; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        guard left > 0 else { return 0 }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(left)))
        guard count > 0 else { throw cutShort }
        left -= count
        return count
    }

    private func entry(_ header: TarHeader, path: [UInt8], size: Int, isSparse: Bool) throws(Refusal) -> TarEntry {
        let kind: TarEntry.Kind =
            switch header.type {
            case UInt8(ascii: "0"), UInt8(ascii: "7"), 0: isSparse ? .other : path.last == UInt8(ascii: "/") ? .folder : .file
            case UInt8(ascii: "1"): .hardLink
            case UInt8(ascii: "2"): .symbolicLink
            case UInt8(ascii: "5"): .folder
            default: .other
            }
        // Links and devices have no content, whatever size they tell.
        let hasContent = kind == .file || kind == .other && !(UInt8(ascii: "3")...UInt8(ascii: "6") ~= header.type)
        begin(hasContent ? size : 0)
        return TarEntry(path: path, kind: kind, size: left, number: number)
    }

    /// Where a sparse file's pieces lie: its content follows behind.
    private func skipPieces(_ header: TarHeader) throws(Refusal) {
        var isMore = header.isExtended
        while isMore {
            guard let block = try source.take(TarHeader.byteCount) else { throw cutShort }
            isMore = TarHeader.isExtended(further: block)
        }
    }

    private func begin(_ size: Int) {
        left = size
        padding = -size & (TarHeader.byteCount - 1)
    }

    /// A header's own content, whole.
    private func content(of size: Int) throws(Refusal) -> [UInt8] {
        guard size <= Self.mostHeaderBytes else { throw damaged("a name of \(size) bytes is not believed") }
        begin(size)
        guard let bytes = try take(size) else { throw cutShort }
        return bytes
    }

    private func skip() throws(Refusal) {
        guard left + padding > 0 else { return }
        if left > 0 { try drain() }
        guard try source.take(padding) != nil else { throw cutShort }
        padding = 0
    }

    private var cutShort: Refusal { damaged("the archive ends in the middle: it was cut short") }

    private func damaged(_ what: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "check it with 'tar -tf' and drop it again")
    }
}

import Archives
import Domain
import Glibc

/// The part of a file that is being looked at: from the beginning of a record as far as has been read.
///
/// After the last byte stands a line feed that is not the file's, so that a search for the end of a line needs no bound; after that there is
/// room for searches that look at eight bytes at a time.
final class ByteWindow {
    private let source: any ByteSource
    private let name: String
    private let limits: ReadLimits
    private let blockBytes: Int
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Where the record begins.
    var start = 0
    private(set) var end = 0
    /// `end` is the end of the file.
    private(set) var isWhole = false
    private(set) var expandedBytes: Int
    /// Some byte so far was zero, which no text holds.
    private(set) var hasNUL = false

    /// - Parameter passed: Bytes of the file before the source's first.
    init(_ source: any ByteSource, name: String, limits: ReadLimits, blockBytes: Int, passed: Int = 0) {
        self.source = source
        self.name = name
        self.limits = limits
        self.blockBytes = blockBytes
        expandedBytes = passed
        capacity = 2 * blockBytes
        base = Self.allocate(capacity)
        base[0] = UInt8(ascii: "\n")
    }

    deinit { base.deallocate() }

    /// With room for eight bytes that begin on the line feed after the last byte.
    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        .allocate(capacity: capacity + 8)
    }

    /// Reads on. What lay at `start` lies there no more; pointers are void.
    ///
    /// - Parameter line: The line on which the record begins, for the refusal of one that does not end.
    func readMore(line: Int) throws(Refusal) {
        guard end - start <= limits.lineBytes else {
            throw Refusal(
                .tooLarge,
                what: "the line has more than \(limits.lineBytes) bytes",
                at: "\(name):\(line)",
                fix: "look for a quote that is never closed, or raise the limit (inbox.line_bytes)"
            )
        }
        if start > 0 {
            memmove(base, base + start, end - start)
            end -= start
            start = 0
        }
        if capacity - end < blockBytes {
            let larger = Self.allocate(2 * capacity)
            larger.update(from: base, count: end)
            base.deallocate()
            base = larger
            capacity *= 2
        }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(start: base + end, count: blockBytes))
        isWhole = count == 0
        if !hasNUL, count > 0 { hasNUL = memchr(base + end, 0, count) != nil }
        end += count
        expandedBytes += count
        base[end] = UInt8(ascii: "\n")
        guard expandedBytes <= limits.expandedBytes else {
            throw Refusal(
                .tooLarge,
                what: "the file's content has more than \(limits.expandedBytes) bytes",
                at: name,
                fix: "split it, or raise the limit (inbox.decompressed_bytes)"
            )
        }
    }
}

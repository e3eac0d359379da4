import Archives
import Domain

/// A text in UTF-16 or UTF-32 as UTF-8.
final class TranscodingSource: ByteSource {
    private let text: any ByteSource
    private let encoding: TextEncoding
    private let name: String
    /// Bytes that were read and not yet written: at most a block and a character cut in two.
    private let input: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var inputEnded = false
    /// Bytes before `start`.
    private var passed = 0
    /// A character's bytes that had no room.
    private var pending: [UInt8] = []

    private static let longest = 4

    init(_ text: any ByteSource, from encoding: TextEncoding, name: String) {
        self.text = text
        self.encoding = encoding
        self.name = name
        input = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit { input.deallocate() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        var written = 0
        while written < buffer.count {
            if !pending.isEmpty {
                buffer[written] = pending.removeFirst()
                written += 1
                continue
            }
            guard let scalar = try scalar() else { break }
            guard buffer.count - written >= Self.longest else {
                pending = Array(UTF8.encode(scalar)!)
                continue
            }
            for byte in UTF8.encode(scalar)! {
                buffer[written] = byte
                written += 1
            }
        }
        return written
    }

    /// The next character; nil at the end.
    private func scalar() throws(Refusal) -> Unicode.Scalar? {
        let width = encoding.width
        guard try hold(width) else {
            guard start == end else { throw damaged("it ends in the middle of a character") }
            return nil
        }
        let first = encoding.unit(input.baseAddress! + start)
        if width == 2, first & 0xFC00 == 0xD800 {
            guard try hold(2 * width) else { throw damaged("it ends in the middle of a character") }
            let second = encoding.unit(input.baseAddress! + start + width)
            guard second & 0xFC00 == 0xDC00 else { throw damaged("unpaired surrogate") }
            take(2 * width)
            return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(first) else {
            throw damaged(width == 2 ? "unpaired surrogate" : "no character has that number")
        }
        take(width)
        return scalar
    }

    private func take(_ count: Int) {
        start += count
        passed += count
    }

    /// Reads until so many bytes are there; false if the text ends before.
    private func hold(_ count: Int) throws(Refusal) -> Bool {
        while end - start < count, !inputEnded {
            if start > 0 {
                input.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[start..<end]))
                end -= start
                start = 0
            }
            let read = try text.read(into: UnsafeMutableRawBufferPointer(rebasing: input[end...]))
            inputEnded = read == 0
            end += read
        }
        return end - start >= count
    }

    private func damaged(_ how: String) -> Refusal {
        Refusal(
            .invalid,
            what: "the file's \(encoding.name) is damaged at byte \(passed + 1): \(how)",
            at: name,
            fix: "write the file again, best as UTF-8 (iconv -f \(encoding.iconvName) -t UTF-8)"
        )
    }
}

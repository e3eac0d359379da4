import Archives
import CZstd
import Domain

/// The content of a Zstandard file (RFC 8878), of one frame or several.
final class ZstdSource: ByteSource {
    private let packed: any ByteSource
    private let name: String
    private let context: OpaquePointer
    private let storage: UnsafeMutableRawBufferPointer
    private var input = ZSTD_inBuffer()
    private var inputEnded = false
    /// No frame is open.
    private var frameEnded = true

    init(_ packed: any ByteSource, name: String) throws(Refusal) {
        guard let context = ZSTD_createDCtx() else { throw Refusal(.unavailable, what: "zstd has no memory", at: name) }
        self.packed = packed
        self.name = name
        self.context = context
        storage = .allocate(byteCount: 128 << 10, alignment: 16)
        input.src = UnsafeRawPointer(storage.baseAddress)
    }

    deinit {
        ZSTD_freeDCtx(context)
        storage.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        while output.pos == 0 {
            if input.pos == input.size && !inputEnded {
                let count = try packed.read(into: storage)
                inputEnded = count == 0
                input.size = count
                input.pos = 0
            }
            if inputEnded && frameEnded { return 0 }
            let place = input.pos
            let hint = ZSTD_decompressStream(context, &output, &input)
            guard ZSTD_isError(hint) == 0 else {
                throw refusal("its compressed data is damaged (\(String(cString: ZSTD_getErrorName(hint))))")
            }
            frameEnded = hint == 0
            // Nothing went in and nothing came out: the frame's end is missing.
            if inputEnded && !frameEnded && output.pos == 0 && input.pos == place {
                throw refusal("it ends in the middle of its compressed data")
            }
        }
        return output.pos
    }

    private func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "check it with 'zstd -t' and drop it again")
    }
}

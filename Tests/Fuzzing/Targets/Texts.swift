import Bases
import Domain
import TextEncoding

extension FuzzTarget {
    static let texts = [tokenizers, encoderConfigurations, encoderHeaders]

    /// A tokenizer's files: what is read encodes whatever there is within its bounds, and is stored and read again as the same bytes.
    private static let tokenizers = FuzzTarget("tokenizers") {
        let scratch = TokenizerScratch()
        return { bytes in
            var input = FuzzInput(bytes)
            let kind = input.pick(4)
            guard let tokenizer = try? tokenizer(kind, input.bytes) else { return }
            for line in lines {
                var ids: [Int32] = []
                let cut = line.withUnsafeBufferPointer { tokenizer.encode($0, most: 16, into: &ids, with: scratch) }
                let around = tokenizer.leadingIDs.count + tokenizer.trailingIDs.count
                try check(cut >= 0 && ids.count <= max(16, around), "\(ids.count) ids, of at most 16")
                try check(ids.allSatisfy { (0...tokenizer.largestID).contains($0) }, "\(ids) of up to \(tokenizer.largestID)")
            }
            let stored = tokenizer.encoded()
            try check(try Tokenizer(encoded: stored).encoded() == stored, "what is stored comes back otherwise")
            if kind == 3 { try check(stored == input.bytes, "it is stored in another way than it was read") }
        }
    }

    /// Of two files the first ends with a NUL.
    private static func tokenizer(_ kind: Int, _ bytes: [UInt8]) throws(Refusal) -> Tokenizer {
        let first = Array(bytes.prefix { $0 != 0 })
        let second = bytes.count > first.count ? Array(bytes[(first.count + 1)...]) : nil
        return switch kind {
        case 0: try Tokenizer(json: bytes)
        case 1: try Tokenizer(wordPieces: first, configuration: second)
        case 2: try Tokenizer(bytePairs: first, merges: second ?? [])
        default: try Tokenizer(encoded: bytes)
        }
    }

    private static let lines: [[UInt8]] = [
        [], Array("Hello, [MASK] wörld! aaaaaaaa <s> unhappy".utf8), [0x61, 0xCC, 0x81, 0xFF, 0xE3, 0x80, 0xAE, 0xF0, 0x9F, 0x98],
        Array("ab  \t\n 你好 안녕 it's we'll 42 ##x [CLS]x[SEP] lo w lower".utf8),
    ]

    /// `config.json`: what is read lies within bounds that a network can be made of.
    private static let encoderConfigurations = FuzzTarget("encoder-configurations") {
        { bytes in
            let shape: EncoderShape
            do throws(Refusal) {
                shape = try EncoderConfiguration(Array(bytes), name: "config.json").shape
            } catch {
                return try check(error.kind == .invalid, "\(error)")
            }
            try check(
                shape.width.isMultiple(of: shape.heads) && shape.positions >= 1 && (1...1 << 24).contains(shape.vocabulary)
                    && (1...256).contains(shape.layers),
                "\(shape)"
            )
        }
    }

    /// The header of `model.safetensors`: its tensors cover the bytes behind it.
    private static let encoderHeaders = FuzzTarget("encoder-headers") {
        { bytes in
            var input = FuzzInput(bytes)
            let dataBytes = input.byte() << 8 | input.byte()
            guard let header = try? TensorHeader(input.bytes, dataBytes: dataBytes, name: "model.safetensors") else { return }
            try check(header.dataBytes == dataBytes, "its tensors have \(header.dataBytes) of \(dataBytes) bytes")
        }
    }
}

import Domain

/// A safetensors file's header, held against the file's size: where each tensor lies.
///
/// Source: github.com/huggingface/safetensors, "Format". No tensor is read, and nothing is allocated that the header does not hold.
package struct TensorHeader {
    struct Entry: Hashable {
        var element: TensorElement
        var shape: [Int]
        /// First byte and the byte after the last, counted from the header's end.
        var range: Range<Int>
    }

    /// A header of more bytes is not read.
    static let mostBytes = 1 << 20
    private static let mostDimensions = 8

    private(set) var entries: [String: Entry] = [:]
    /// Of all tensors together.
    package var dataBytes: Int { entries.values.reduce(0) { $0 + $1.range.count } }

    /// - Parameters:
    ///   - json: The header without its length.
    ///   - dataBytes: Of the file behind the header.
    ///   - name: Of the file, for messages.
    /// - Throws: `Refusal` where it is not of the form, or the tensors do not cover the bytes behind the header one after another.
    package init(_ json: [UInt8], dataBytes: Int, name: String) throws(Refusal) {
        var scanner = JSONScanner(json, name: name)
        var entries: [String: Entry] = [:]
        var hasText = false
        try scanner.object { scanner, key throws(Refusal) in
            if key == "__metadata__", !hasText {
                hasText = true
                return try scanner.object { scanner, _ throws(Refusal) in _ = try scanner.string() }
            }
            guard key != "__metadata__", entries[key] == nil else { throw Self.fault("tensor '\(key)' is there twice", name) }
            entries[key] = try Self.entry(&scanner, key, name)
        }
        try scanner.end()
        self.entries = entries
        try requireCover(dataBytes, name)
    }

    private static func entry(_ scanner: inout JSONScanner, _ tensor: String, _ name: String) throws(Refusal) -> Entry {
        var element: TensorElement?
        var shape: [Int]?
        var offsets: [Int]?
        func numbers(_ scanner: inout JSONScanner, _ what: String, atMost most: Int) throws(Refusal) -> [Int] {
            var numbers: [Int] = []
            try scanner.array { scanner throws(Refusal) in
                guard numbers.count < most else { throw fault("tensor '\(tensor)' has more than \(most) numbers as its \(what)", name) }
                let number = try scanner.whole("tensor '\(tensor)': \(what)")
                guard number >= 0 else { throw fault("tensor '\(tensor)' has \(number) in its \(what)", name) }
                numbers.append(number)
            }
            return numbers
        }
        try scanner.object { scanner, key throws(Refusal) in
            switch key {
            case "dtype" where element == nil:
                let text = try scanner.string()
                element = TensorElement(rawValue: text)
                guard element != nil else { throw fault("tensor '\(tensor)' has elements of type '\(text)', which is not known", name) }
            case "shape" where shape == nil: shape = try numbers(&scanner, key, atMost: mostDimensions)
            case "data_offsets" where offsets == nil: offsets = try numbers(&scanner, key, atMost: 2)
            default: throw fault("tensor '\(tensor)' has '\(key)' where dtype, shape and data_offsets belong, once each", name)
            }
        }
        guard let element, let shape, let offsets, offsets.count == 2 else {
            throw fault("tensor '\(tensor)' lacks its dtype, shape or data_offsets", name)
        }
        guard offsets[0] <= offsets[1], let bytes = byteCount(element, shape), bytes == offsets[1] - offsets[0] else {
            throw fault("tensor '\(tensor)' of \(element.rawValue) and shape \(shape) does not fit into bytes \(offsets)", name)
        }
        return Entry(element: element, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// Nil where it is no `Int`.
    private static func byteCount(_ element: TensorElement, _ shape: [Int]) -> Int? {
        var bytes = element.byteCount
        for length in shape {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: length)
            guard !overflows else { return nil }
            bytes = product
        }
        return bytes
    }

    private func requireCover(_ dataBytes: Int, _ name: String) throws(Refusal) {
        var end = 0
        let inOrder = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key) < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
        for (tensor, entry) in inOrder {
            let range = entry.range
            guard range.upperBound <= dataBytes else {
                throw Self.fault("tensor '\(tensor)' ends at byte \(range.upperBound) of \(dataBytes)", name)
            }
            guard range.lowerBound == end else {
                let what = range.lowerBound < end ? "lies over the one before it, which ends at" : "leaves a hole behind"
                throw Self.fault("tensor '\(tensor)' begins at byte \(range.lowerBound) and \(what) byte \(end)", name)
            }
            end = range.upperBound
        }
        guard end == dataBytes else { throw Self.fault("\(dataBytes - end) bytes follow the last tensor", name) }
    }

    static func fault(_ what: String, _ name: String) -> Refusal {
        Refusal(.invalid, what: what.printable, at: name, fix: "fetch the file again; it is not of the safetensors form")
    }
}

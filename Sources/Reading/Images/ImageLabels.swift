import Rows

/// Class names of images, one after another.
struct ImageLabels {
    private var names = TextInterner()
    private var indices: [Int32] = []

    /// Adds a label; false if it is not UTF-8.
    mutating func append(_ bytes: [UInt8]) -> Bool {
        guard let number = bytes.withUnsafeBufferPointer({ names.number(of: $0) }) else { return false }
        indices.append(number)
        return true
    }

    mutating func append(_ text: String) { indices.append(names.number(of: CanonicalText.compose(text))) }

    consuming func finish() -> ExampleTable.Labels {
        let order = CanonicalOrder(indices, names.names)
        return .classes(order.indices, names: order.names)
    }

    /// Bytes as labels: `0` to `255`.
    static func numbered(_ bytes: [UInt8]) -> ExampleTable.Labels {
        let order = CanonicalOrder(bytes.map { Int32($0) }, (0...255).map { "\($0)" })
        return .classes(order.indices, names: order.names)
    }
}

import Models

/// What a forward pass takes, measured when a version is loaded.
public struct ForwardCost: Hashable, Sendable {
    /// Nanoseconds for one row alone.
    public var first: Double
    /// Nanoseconds for each further row.
    public var further: Double
    /// Nanoseconds for each further byte of texts.
    public var textByte: Double
    /// Bytes of a row's texts in `first` and `further`.
    public var textBytes: Double

    /// A cost that is known without measuring, in nanoseconds.
    public init(first: Double, further: Double, textByte: Double = 0, textBytes: Double = 0) {
        self.first = first
        self.further = further
        self.textByte = textByte
        self.textBytes = textBytes
    }

    /// What a request of so many rows takes, as an estimate: a straight line through all figures. Whatever its texts, not less than a tenth of what usual
    /// ones take.
    ///
    /// - Parameter textBytes: Of all its texts; nil: of usual ones.
    public func nanoseconds(rows: Int, textBytes: Int? = nil) -> Double {
        let usual = first + Double(max(0, rows - 1)) * further
        guard let textBytes else { return usual }
        return max(usual / 10, usual + (Double(textBytes) - Double(max(1, rows)) * self.textBytes) * textByte)
    }

    /// Of a usual length: what a model of texts is measured by.
    private static let text = "I was charged twice for the same order and would like to know when the money comes back"
    /// And how many of them one after another are a long one.
    private static let long = 4

    /// The quickest of a few runs: whatever else the machine does only adds to it.
    init(measuring predictor: some Predictor) {
        let rows = 64
        let width = predictor.layout.width
        let inputs = [Double](repeating: 0, count: rows * width)
        let columns = predictor.layout.columns.count { $0.isText }
        let (short, long) = (Array(Self.text.utf8), Array(repeatElement(Self.text, count: Self.long).joined(separator: ". ").utf8))
        var outputs = [Float](repeating: 0, count: rows * predictor.heads.width)
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, predictor.scratchBytes(rows: rows)), alignment: 64)
        defer { scratch.deallocate() }
        func quickest(_ rows: Int, of runs: Int, _ text: [UInt8]) -> Double {
            let ends = [text.count]
            var quickest = Duration.seconds(3600)
            for _ in 0..<runs {
                let took = ContinuousClock().measure {
                    inputs.withUnsafeBufferPointer { inputs in
                        text.withUnsafeBufferPointer { text in
                            ends.withUnsafeBufferPointer { ends in
                                outputs.withUnsafeMutableBufferPointer { outputs in
                                    guard let from = inputs.baseAddress, let to = outputs.baseAddress else { return }
                                    let texts = InputTexts(bytes: text.baseAddress, ends: ends.baseAddress, count: 1)
                                    predictor.predict(InputRows(from, texts: texts), rows: rows, into: to, scratch: scratch)
                                }
                            }
                        }
                    }
                }
                quickest = min(quickest, took)
            }
            return quickest / .nanoseconds(1)
        }
        first = quickest(1, of: 8, short)
        further = max(0, (quickest(rows, of: columns > 0 ? 1 : 3, short) - first) / Double(rows - 1))
        textBytes = Double(columns * short.count)
        textByte = columns == 0 ? 0 : max(0, (quickest(1, of: 3, long) - first) / Double(columns * (long.count - short.count)))
    }
}

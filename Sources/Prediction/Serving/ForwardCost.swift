import Models

/// What a forward pass takes, measured when a version is loaded.
public struct ForwardCost: Hashable, Sendable {
    /// Nanoseconds for one row alone.
    public var first: Double
    /// Nanoseconds for each further row.
    public var further: Double

    /// A cost that is known without measuring, in nanoseconds.
    public init(first: Double, further: Double) {
        self.first = first
        self.further = further
    }

    /// What a request of so many rows takes, as an estimate: a straight line through both figures.
    public func nanoseconds(rows: Int) -> Double {
        first + Double(max(0, rows - 1)) * further
    }

    /// Of a usual length: what a model of texts is measured by.
    private static let text = "I was charged twice for the same order and would like to know when the money comes back"

    /// The quickest of a few runs: whatever else the machine does only adds to it.
    init(measuring predictor: some Predictor) {
        let rows = 64
        let width = predictor.layout.width
        let inputs = [Double](repeating: 0, count: rows * width)
        let text = Array(Self.text.utf8)
        let ends = [text.count]
        var outputs = [Float](repeating: 0, count: rows * predictor.heads.width)
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, predictor.scratchBytes(rows: rows)), alignment: 64)
        defer { scratch.deallocate() }
        func quickest(_ rows: Int, of runs: Int) -> Double {
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
        first = quickest(1, of: 8)
        further = max(0, (quickest(rows, of: 3) - first) / Double(rows - 1))
    }
}

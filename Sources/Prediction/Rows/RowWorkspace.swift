import Glibc

/// The memory in which a thread turns requests into answers, kept from one to the next so that a steady request allocates nothing.
///
/// One thread's: an event loop's or a prediction thread's.
public final class RowWorkspace {
    package let unescaped = UnescapedText()
    /// The present request's.
    package let texts = RowTexts()
    /// `[rows, width]`.
    private(set) var inputs: UnsafeMutablePointer<Double>
    private var inputCapacity = 0
    /// The row in which each column was seen last, counted from 1.
    private(set) var seenIn: UnsafeMutablePointer<Int32>
    private var seenCapacity = 0
    /// `[rows, width]`.
    package private(set) var outputs: UnsafeMutablePointer<Float>
    private var outputCapacity = 0
    /// Pixels that may still be decoded for the present request; one that needs more is refused as too large.
    package var pixelsLeft = Int.max
    private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// The present request's answer.
    public let response = ResponseBuffer()
    /// What the present request holds that its columns cannot.
    package var strays = StrayValues()
    /// What helps with large requests; nil for an event loop, which gets none.
    let shared: SharedForward?

    /// More than this is given back after the request that needed it.
    private static let keptBytes = 1 << 20

    /// For a thread that does every request alone. Memory comes with the first.
    public convenience init() { self.init(shared: nil) }

    package init(shared: SharedForward?) {
        self.shared = shared
        inputs = .allocate(capacity: 1)
        seenIn = .allocate(capacity: 1)
        outputs = .allocate(capacity: 1)
    }

    deinit {
        inputs.deallocate()
        seenIn.deallocate()
        outputs.deallocate()
        scratch.deallocate()
    }

    /// Room for so many inputs.
    package func inputs(_ count: Int) -> UnsafeMutablePointer<Double> {
        reserveInputs(count)
        return inputs
    }

    /// Room for so many inputs; those that are there stay.
    @inline(__always)
    func reserveInputs(_ count: Int) {
        if count > inputCapacity { growInputs(count) }
    }

    private func growInputs(_ count: Int) {
        let capacity = max(count, 2 * inputCapacity, 64)
        let larger = UnsafeMutablePointer<Double>.allocate(capacity: capacity)
        larger.update(from: inputs, count: inputCapacity)
        inputs.deallocate()
        inputs = larger
        inputCapacity = capacity
    }

    /// Forgets what the request before this one held besides numbers.
    package func begin() {
        strays.removeAll()
        texts.removeAll()
    }

    /// Forgets which columns were seen.
    func resetSeen(columns: Int) {
        if columns > seenCapacity {
            seenIn.deallocate()
            seenIn = .allocate(capacity: columns)
            seenCapacity = columns
        }
        seenIn.update(repeating: 0, count: columns)
    }

    func reserveOutputs(_ count: Int) {
        guard count > outputCapacity else { return }
        outputs.deallocate()
        outputs = .allocate(capacity: count)
        outputCapacity = count
    }

    /// Scratch of at least so many bytes, aligned to 64.
    func reserveScratch(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        if byteCount > scratch.count {
            scratch.deallocate()
            scratch = .allocate(byteCount: byteCount, alignment: 64)
        }
        return scratch
    }

    /// Gives back what an uncommonly large request took. To be called after each request.
    public func trim() {
        if inputCapacity * 8 > Self.keptBytes {
            inputs.deallocate()
            inputs = .allocate(capacity: 1)
            inputCapacity = 0
        }
        if outputCapacity * 4 > Self.keptBytes {
            outputs.deallocate()
            outputs = .allocate(capacity: 1)
            outputCapacity = 0
        }
        response.trim(to: Self.keptBytes)
    }
}

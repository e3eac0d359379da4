import Bases
import Domain
import NeuralNetworks
import Synchronization
import TextEncoding

/// Makes vectors of texts: what the fixed features of a text are made of. A text's vector is the same bytes whatever stands beside it.
public protocol TextVectors: Sendable {
    /// Floats of a vector.
    var width: Int { get }
    /// Texts worth doing together.
    var together: Int { get }
    /// How it multiplies by an encoder's weights; single where it has none.
    var precision: Precision { get }

    /// Fills `vectors` `[count, width]` with those of rows' texts; a row without text has zeros.
    ///
    /// - Parameters:
    ///   - column: The text's place in a row's numbers, the next row's being `stride` further on.
    func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int)
}

extension TextVectors {
    /// Only an encoder has another.
    public var precision: Precision { .single }
}

/// By hashing, where there is no base.
struct HashedVectors: TextVectors {
    private let scratches = ScratchPool<HashedText.Scratch> { HashedText.Scratch() }

    var width: Int { HashedText.width }
    var together: Int { 2 }

    func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
        scratches.with { scratch in
            for row in 0..<count {
                HashedText().fill(vectors + row * width, rows.texts[rows[row * stride + column]], scratch)
            }
        }
    }
}

/// Memory that is taken by one thread at a time and kept for the next.
final class ScratchPool<Scratch: AnyObject>: Sendable {
    private struct Free: @unchecked Sendable {
        // Each is in one thread's hands from `popLast` to `append`.
        var scratches: [Scratch] = []
    }

    private let free = Mutex(Free())
    private let make: @Sendable () -> Scratch

    init(_ make: @escaping @Sendable () -> Scratch) { self.make = make }

    func with<R>(_ body: (Scratch) throws -> R) rethrows -> R {
        let scratch = free.withLock { free in Handed(free.scratches.popLast()) }.scratch ?? make()
        let back = Handed(scratch)
        defer { free.withLock { $0.scratches.append(back.scratch!) } }
        return try body(scratch)
    }

    // From one thread to the next under the lock: never in two hands.
    private struct Handed: @unchecked Sendable {
        let scratch: Scratch?
        init(_ scratch: Scratch?) { self.scratch = scratch }
    }
}

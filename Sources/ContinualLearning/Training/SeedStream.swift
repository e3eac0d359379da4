import Domain
import Hashing

/// Seeds by number: each is a function of the job, a name and its number alone, so that nothing depends on what an earlier one left behind. Drawing one
/// allocates nothing.
struct SeedStream {
    /// All that comes before the number.
    private let beginning: SHA256

    init(_ job: Digest, _ name: String) {
        var hasher = SHA256()
        hasher.update(job.bytes)
        hasher.update(name + " ")
        beginning = hasher
    }

    /// - Parameter number: 0, 1, 2 …
    subscript(number: Int) -> UInt64 {
        var hasher = beginning
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (number, digits.count)
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            hasher.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: digits[start...])))
        }
        return hasher.finalize().words.0
    }
}

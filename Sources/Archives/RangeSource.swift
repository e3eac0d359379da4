import Domain
import Glibc

/// A part of a regular file, by `pread`.
package final class RangeSource: ByteSource {
    private let descriptor: Int32
    private var range: Range<Int>
    private let name: String

    package init(_ descriptor: Int32, _ range: Range<Int>, name: String) {
        self.descriptor = descriptor
        self.range = range
        self.name = name
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        guard !range.isEmpty else { return 0 }
        while true {
            let count = pread(descriptor, buffer.baseAddress, min(buffer.count, range.count), off_t(range.lowerBound))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Refusal(.failed, what: "cannot be read: \(String(cString: strerror(errno)))", at: name) }
            range = range.lowerBound + count..<range.upperBound
            return count
        }
    }
}

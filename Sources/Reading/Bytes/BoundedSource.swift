import Archives
import Domain

/// A source whose bytes are counted, together with those of others that share its count, and bounded.
final class BoundedSource: ByteSource {
    /// Decompressed bytes of one file, wherever in it they were.
    final class Count {
        private(set) var bytes = 0
        let limit: Int
        let name: String

        init(limit: Int, name: String) {
            self.limit = limit
            self.name = name
        }

        func add(_ more: Int) throws(Refusal) {
            bytes += more
            guard bytes <= limit else { throw tooMuch }
        }

        /// Refuses what says of itself that it is larger than may be: before there is room for it.
        func require(_ claimed: Int) throws(Refusal) {
            guard claimed <= limit else { throw tooMuch }
        }

        private var tooMuch: Refusal {
            Refusal(
                .tooLarge,
                what: "the file's content has more than \(limit) bytes",
                at: name,
                fix: "split it, or raise the limit (inbox.decompressed_bytes)"
            )
        }
    }

    private let source: any ByteSource
    private let count: Count

    init(_ source: any ByteSource, _ count: Count) {
        self.source = source
        self.count = count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        let read = try source.read(into: buffer)
        try count.add(read)
        return read
    }
}

import Archives
import Domain

/// The content of a gzip file (RFC 1952), of one member or several.
final class GzipSource: ByteSource {
    private let stream: InflateStream
    private let name: String
    /// Between two members.
    private var memberEnded = false

    init(_ packed: any ByteSource, name: String) throws(Refusal) {
        self.name = name
        // Gzip's frame and nothing else.
        stream = try InflateStream(packed, windowBits: 15 + 16, name: name)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        stream.setOutput(buffer)
        let room = stream.room
        while stream.room == room {
            try stream.fill()
            if memberEnded {
                guard try beginMember() else { return 0 }
            }
            switch try stream.step() {
            case .more: continue
            case .ended: memberEnded = true
            case .starved: throw refusal("it ends in the middle of its compressed data")
            case .damaged(let how): throw refusal("its compressed data is damaged\(how.map { " (\($0))" } ?? "")")
            }
        }
        return room - stream.room
    }

    /// Passes over zeros, with which some writers fill blocks; false at the end.
    private func beginMember() throws(Refusal) -> Bool {
        while true {
            while stream.available > 0, stream.next == 0 { stream.skip() }
            if stream.available > 0 { break }
            if stream.inputEnded { return false }
            try stream.fill()
        }
        guard stream.next == 0x1F else { throw refusal("something else follows its compressed data") }
        memberEnded = false
        stream.reset()
        return true
    }

    private func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "check it with 'gzip -t' and drop it again")
    }
}

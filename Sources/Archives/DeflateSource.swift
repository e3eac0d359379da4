import Domain

/// The content of a raw deflate stream (RFC 1951).
package final class DeflateSource: ByteSource {
    private let stream: InflateStream
    private let name: String
    private var hasEnded = false

    package init(_ packed: any ByteSource, name: String) throws(Refusal) {
        self.name = name
        // No frame around it.
        stream = try InflateStream(packed, windowBits: -15, name: name)
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        stream.setOutput(buffer)
        let room = stream.room
        while !hasEnded, stream.room == room {
            try stream.fill()
            switch try stream.step() {
            case .more: continue
            case .ended: hasEnded = true
            case .starved, .damaged:
                throw Refusal(.invalid, what: "its compressed data is damaged or cut short", at: name, fix: "write the file again")
            }
        }
        return room - stream.room
    }
}

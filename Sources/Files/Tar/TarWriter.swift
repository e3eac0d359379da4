import Domain
import Glibc
import Hashing

/// Writes a tar that depends on its files' paths and contents alone, and hashes it on the way. Its methods block.
package struct TarWriter {
    /// Where it goes; nil where only its digest is asked for.
    private let target: Int32?
    /// For messages.
    private let place: RawPath
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    private var filled = 0
    private var hasher = SHA256()
    package private(set) var byteCount = 0

    package init(to target: Int32?, at place: RawPath) {
        self.target = target
        self.place = place
    }

    /// Adds a file that is open at its beginning.
    ///
    /// - Returns: False where it does not hold `byteCount` bytes: what is written so far is of no use.
    /// - Throws: `FolderFault` where it cannot be read, `Refusal` where the tar cannot be written.
    package mutating func add(_ path: [UInt8], byteCount: Int, from descriptor: Int32, at source: RawPath) throws -> Bool {
        try append(TarHeader.blocks(path: path, byteCount: byteCount))
        var remaining = byteCount
        while remaining > 0 {
            if filled == buffer.count { try flush() }
            let count = try read(descriptor, atMost: remaining, source)
            if count == 0 { return false }
            filled += count
            remaining -= count
        }
        try append([UInt8](repeating: 0, count: TarHeader.padding(after: byteCount)))
        var beyond: UInt8 = 0
        return Glibc.read(descriptor, &beyond, 1) == 0
    }

    /// Writes the end: two blocks of zeros.
    package mutating func finish() throws -> Digest {
        try append([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
        try flush()
        return hasher.finalize()
    }

    private mutating func read(_ descriptor: Int32, atMost most: Int, _ source: RawPath) throws -> Int {
        let room = min(most, buffer.count - filled)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, room) }
            if count >= 0 { return count }
            if errno != EINTR { throw FolderFault.make("the file cannot be read", source) }
        }
    }

    private mutating func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if filled == buffer.count { try flush() }
            let piece = rest.prefix(buffer.count - filled)
            buffer.replaceSubrange(filled..<(filled + piece.count), with: piece)
            filled += piece.count
            rest = rest.dropFirst(piece.count)
        }
    }

    private mutating func flush() throws {
        let piece = buffer[..<filled]
        try piece.withUnsafeBytes { bytes in
            hasher.update(bytes)
            if let target { try FileWork.writeAll(bytes, to: target, place) }
        }
        byteCount += filled
        self.filled = 0
    }
}

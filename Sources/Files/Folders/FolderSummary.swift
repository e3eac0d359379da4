/// What a walk through a folder found.
package struct FolderSummary: Hashable, Sendable {
    /// Regular files that count.
    package var fileCount = 0
    /// Bytes of their contents.
    package var byteCount = 0
    /// Bytes of the tar that they make.
    package var packedByteCount = 2 * TarHeader.blockBytes
    /// The newest change time of all, folders too; nanoseconds since 1970.
    package var newestChange: Int64 = 0
    /// Another one whenever a file or folder below was written, added or taken away. The folder's own name and times do not count.
    package var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
    /// What is neither file nor folder, with what it is instead; at most `mostNamed` of them.
    package var leftOut: [String] = []
    package var leftOutCount = 0
    /// Files with names of hidden or unfinished ones: left out too, the first by its path.
    package var ignoredCount = 0
    package var ignoredExample: [UInt8]?

    static let mostNamed = 20

    mutating func leaveOut(_ path: [UInt8], _ kind: String) {
        leftOutCount += 1
        if leftOut.count < Self.mostNamed { leftOut.append("\(String(decoding: path, as: UTF8.self)) (\(kind))") }
    }

    mutating func ignore(_ path: [UInt8], _ status: FileStatus) {
        note(path, status)
        ignoredCount += 1
        if ignoredExample == nil { ignoredExample = path }
    }

    mutating func note(_ path: [UInt8], _ status: FileStatus) {
        newestChange = max(newestChange, status.changed)
        for byte in path { mix(UInt64(byte)) }
        for word in [status.inode, UInt64(bitPattern: status.modified), UInt64(bitPattern: status.changed)] { mix(word) }
        mix(status.kind == .regular ? UInt64(status.byteCount) : .max)
    }

    /// One sentence a person reads; nil where nothing was left out.
    package var remark: String? {
        var remarks: [String] = []
        if leftOutCount > 0 {
            let more = leftOutCount > leftOut.count ? " and \(leftOutCount - leftOut.count) more" : ""
            remarks.append("left out, being no files: \(leftOut.joined(separator: ", "))\(more)")
        }
        if let ignoredExample {
            let others = ignoredCount > 1 ? " and \(ignoredCount - 1) more" : ""
            remarks.append("left out, hidden or unfinished: \(String(decoding: ignoredExample, as: UTF8.self))\(others)")
        }
        return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }

    /// FNV-1a, a word at a time.
    private mutating func mix(_ word: UInt64) { fingerprint = (fingerprint ^ word) &* 0x0000_0100_0000_01B3 }
}

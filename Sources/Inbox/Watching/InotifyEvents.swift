import Glibc

/// An event read from an inotify descriptor.
struct InotifyEvent {
    var watch: Int32
    var mask: UInt32
    /// Of the entry in the watched folder; empty for events of the folder itself.
    var name: [UInt8]

    func has(_ flag: some BinaryInteger) -> Bool { mask & UInt32(truncatingIfNeeded: flag) != 0 }

    /// `struct inotify_event`, one after the other: watch, mask, cookie, length (4 bytes each), then the name, padded with zeros.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var offset = 0
        while offset + 16 <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let end = min(offset + 16 + length, bytes.count)
            events.append(
                InotifyEvent(
                    watch: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
                    mask: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self),
                    name: Array(bytes[(offset + 16)..<end].prefix { $0 != 0 })
                )
            )
            offset = end
        }
        return events
    }
}

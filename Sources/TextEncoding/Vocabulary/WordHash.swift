/// Words as bytes, hashed and compared eight at a time.
///
/// All of these read up to seven bytes behind a word, which must be readable and mean nothing.
enum WordHash {
    /// A multiplication whose halves are folded together (as wyhash does it), eight bytes a step.
    @inline(__always)
    static func hash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var i = 0
        while i + 8 < count {
            hash = mixed(hash ^ load(word + i))
            i += 8
        }
        return mixed(hash ^ tail(word + i, count - i))
    }

    @inline(__always)
    static func equal(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var i = 0
        while i + 8 < count {
            if load(left + i) != load(right + i) { return false }
            i += 8
        }
        return (load(left + i) ^ load(right + i)) & mask(count - i) == 0
    }

    /// The first `count` bytes, at most eight, and zeros.
    @inline(__always)
    static func tail(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 { load(word) & mask(count) }

    @inline(__always)
    static func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return high ^ low
    }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    private static func mask(_ count: Int) -> UInt64 { count <= 0 ? 0 : UInt64.max &>> UInt64(truncatingIfNeeded: 64 - 8 * count) }
}

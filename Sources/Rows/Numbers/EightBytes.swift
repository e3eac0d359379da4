/// Eight bytes looked at in one register, the first in the lowest place.
///
/// Public, not `package`: the compiler (6.2) inlines into another target only what is public, and each is a few instructions.
public enum EightBytes {
    @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inlinable static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// Eight bytes from a place on, which need not be aligned. All eight are read.
    @inlinable @inline(__always)
    public static func load(_ index: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(index).loadUnaligned(as: UInt64.self))
    }

    /// Those from a place on, zeros from `end` on; nothing before `start` or from `end` on is touched.
    @inline(__always)
    static func load(_ index: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>) -> UInt64 {
        let rest = end - index
        if rest >= 8 { return load(index) }
        if rest <= 0 { return 0 }
        if end - start >= 8 { return load(end - 8) >> UInt64(64 - 8 * rest) }
        if rest >= 4 { return UInt64(loadHalf(index)) | UInt64(loadHalf(end - 4)) << UInt64(8 * (rest - 4)) }
        return UInt64(index[0]) | UInt64(index[rest / 2]) << UInt64(8 * (rest / 2)) | UInt64(index[rest - 1]) << UInt64(8 * (rest - 1))
    }

    /// How many of the first bytes are ASCII digits.
    @inline(__always)
    static func leadingDigits(_ word: UInt64) -> Int {
        let digits = word ^ 0x3030_3030_3030_3030
        let others = ((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
        return others.trailingZeroBitCount / 8
    }

    /// The number that the first one to eight bytes write, which are digits.
    @inline(__always)
    static func number(_ word: UInt64, digits: Int) -> UInt64 { number(word &<< UInt64(64 - 8 * digits)) }

    /// Four of them.
    @inlinable @inline(__always)
    public static func loadHalf(_ index: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(index).loadUnaligned(as: UInt32.self))
    }

    /// The byte in every place.
    @inlinable @inline(__always)
    public static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

    /// Has the highest bit of the first place set where `word` and `pattern` agree; other bits above it mean nothing. 0 where none agrees.
    /// (S. E. Anderson, Bit Twiddling Hacks: "Determine if a word has a byte equal to n".)
    @inlinable @inline(__always)
    public static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let difference = word ^ pattern
        return (difference &- ones) & ~difference & highs
    }

    /// Whether all eight are ASCII digits: the upper half of each is 3, before and after 6 is added.
    @inlinable @inline(__always)
    public static func areDigits(_ word: UInt64) -> Bool {
        (word & (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) == 0x3030_3030_3030_3030
            && (word & 0xF0F0_F0F0_F0F0_F0F0) == 0x3030_3030_3030_3030
    }

    /// The number that eight digits write: pairs, then fours, then all.
    @inlinable @inline(__always)
    public static func number(_ word: UInt64) -> UInt64 {
        let digits = word & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ fours >> 32) & 0x0000_0000_FFFF_FFFF
    }

    /// Whether all four are ASCII digits.
    @inlinable @inline(__always)
    public static func areDigits(_ half: UInt32) -> Bool {
        (half & (half &+ 0x0606_0606) & 0xF0F0_F0F0) == 0x3030_3030 && (half & 0xF0F0_F0F0) == 0x3030_3030
    }

    /// The number that four digits write.
    @inlinable @inline(__always)
    public static func number(_ half: UInt32) -> UInt32 {
        let digits = half & 0x0F0F_0F0F
        let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF
        return (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF
    }
}

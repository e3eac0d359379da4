import Glibc

/// Bytes that somebody else owns: a text within a request, or its unescaped form.
package struct ByteSpan {
    package var base: UnsafePointer<UInt8>
    package var count: Int

    package init(base: UnsafePointer<UInt8>, count: Int) {
        self.base = base
        self.count = count
    }

    /// Whether the same bytes, as many as these, are there too.
    @inline(__always)
    func isSame(asBytesAt other: UnsafePointer<UInt8>) -> Bool {
        memcmp(base, other, count) == 0
    }

    package func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && isSame(asBytesAt: text.utf8Start)
    }

    package var isUTF8: Bool { UTF8Check.isValid(self) }

    var isASCII: Bool {
        for index in 0..<count where base[index] >= 0x80 { return false }
        return true
    }

    package var string: String {
        String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }

    /// For messages: at most 40 scalars of it.
    package var excerpt: String {
        let text = string
        return text.unicodeScalars.count <= 40 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(40))) + "…"
    }
}

@_spi(_Unicode) import Swift

/// Text as rows hold it: UTF-8 in Unicode's composed form (NFC), so that é is one level whether it was typed as one character or as two.
///
/// Swift holds the two for equal but their bytes, and so a row's identity, would differ. The standard library composes for its own
/// comparison and offers that to others only as `_nfc`; Foundation's would bring 30 MB of ICU.
package enum CanonicalText {
    /// Nil if the bytes are not UTF-8.
    package static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return compose(text)
    }

    package static func compose(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var composed = String.UnicodeScalarView()
        for scalar in text._nfc { composed.append(scalar) }
        return String(composed)
    }
}

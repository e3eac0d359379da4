/// Normalizes a run of characters beyond ASCII.
struct BertRun {
    private let normalizer: BertNormalizer
    private let stripsAccents: Bool
    private let result: ByteBuffer
    private let pending: PendingMarks
    private let unicode = UnicodeTables.all

    init(normalizer: BertNormalizer, result: ByteBuffer, pending: PendingMarks) {
        self.normalizer = normalizer
        stripsAccents = normalizer.stripsAccents ?? normalizer.lowercases
        self.result = result
        self.pending = pending
    }

    /// Appends what the run at `source` becomes; returns how many bytes it was.
    mutating func normalize(_ source: UnsafePointer<UInt8>, _ count: Int, ascii: UnsafePointer<UInt16>) -> Int {
        var read = 0
        while read < count {
            // A control character that goes does not part what stands around it.
            guard source[read] >= 0x80 || ascii[Int(source[read])] == BertNormalizer.removed else { break }
            let (point, length) = UTF8Text.decode(source + read)
            read += length
            add(point, unicode.traits(point))
        }
        flush()
        return read
    }

    private func add(_ point: UInt32, _ traits: UnicodeTables.Traits) {
        if normalizer.cleansText, !traits.isDisjoint(with: [.control, .whitespace]) {
            if !traits.contains(.control) { starter(0x20) }
            return
        }
        if normalizer.separatesChinese, traits.contains(.chinese) {
            starter(0x20)
            strip(point, traits)
            starter(0x20)
        } else {
            strip(point, traits)
        }
    }

    private func strip(_ point: UInt32, _ traits: UnicodeTables.Traits) {
        guard stripsAccents else { return lowercase(point, traits) }
        if traits.contains(.mark) {
            // It goes, but nothing is sorted past a starter.
            if !traits.contains(.nonstarter) { flush() }
        } else if traits.contains(.decomposes) {
            for part in unicode.stripped(point) { order(part) }
        } else if case 0xAC00...0xD7A3 = point {
            hangul(point - 0xAC00)
        } else if traits.contains(.nonstarter) {
            order(point)
        } else {
            flush()
            lowercase(point, traits)
        }
    }

    /// A syllable's letters (Unicode 15, section 3.12).
    private func hangul(_ index: UInt32) {
        starter(0x1100 + index / 588)
        starter(0x1161 + index % 588 / 28)
        if index % 28 > 0 { starter(0x11A7 + index % 28) }
    }

    private func order(_ point: UInt32) {
        let traits = unicode.traits(point)
        if traits.contains(.nonstarter) {
            pending.add(point, combiningClass: unicode.combiningClass(point))
        } else {
            flush()
            lowercase(point, traits)
        }
    }

    private func lowercase(_ point: UInt32, _ traits: UnicodeTables.Traits) {
        if normalizer.lowercases, traits.contains(.lowers) {
            for part in unicode.lowered(point) { write(part) }
        } else {
            write(point)
        }
    }

    private func starter(_ point: UInt32) {
        flush()
        write(point)
    }

    private func flush() {
        guard !pending.isEmpty else { return }
        pending.flush { lowercase($0, unicode.traits($0)) }
    }

    private func write(_ point: UInt32) {
        result.reserve(result.count + 4)
        result.count += UTF8Text.encode(point, to: result.start + result.count)
    }
}

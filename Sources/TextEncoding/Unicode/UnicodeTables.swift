/// What characters are and become: `UnicodeData` laid out to be looked up.
///
/// Two stages each: a page for each 256 code points, equal pages held once. About 200 KB, made once a process in about a millisecond.
struct UnicodeTables: Sendable {
    /// What a character is.
    struct Traits: OptionSet, Sendable {
        let rawValue: UInt16
        static let control = Traits(rawValue: 1)
        static let whitespace = Traits(rawValue: 2)
        static let punctuation = Traits(rawValue: 4)
        static let mark = Traits(rawValue: 8)
        static let letter = Traits(rawValue: 16)
        static let number = Traits(rawValue: 32)
        static let space = Traits(rawValue: 64)
        static let word = Traits(rawValue: 128)
        static let nonstarter = Traits(rawValue: 256)
        static let decomposes = Traits(rawValue: 512)
        static let lowers = Traits(rawValue: 1024)
        /// In a block of Chinese characters, each of which is a word of its own.
        static let chinese = Traits(rawValue: 2048)
    }

    private let traits: PagedTable
    /// Without accents.
    private let stripped: CodePointMapping
    private let lowered: CodePointMapping
    private let classes: CodePointMapping

    /// The one there is: it never changes.
    static let all = UnicodeTables()

    private init() {
        var builder = PagedTable.Builder()
        func mark(_ text: StaticString, _ trait: Traits) {
            CodePointList(text: text).read { builder.set(trait.rawValue, from: $0.first, through: $0.last, step: $0.step) }
        }
        mark(UnicodeData.control, .control)
        mark(UnicodeData.whitespace, .whitespace)
        mark(UnicodeData.punctuation, .punctuation)
        mark(UnicodeData.marks, .mark)
        mark(UnicodeData.letters, .letter)
        mark(UnicodeData.numbers, .number)
        mark(UnicodeData.spaces, .space)
        mark(UnicodeData.wordCharacters, .word)
        mark(UnicodeData.nonstarters, .nonstarter)
        mark(UnicodeData.stripped, .decomposes)
        mark(UnicodeData.lowercase, .lowers)
        // The blocks that Google's BERT names, not all of today's.
        let chinese: [ClosedRange<UInt32>] = [
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
            0x2F800...0x2FA1F,
        ]
        for range in chinese { builder.set(Traits.chinese.rawValue, from: range.lowerBound, through: range.upperBound, step: 1) }
        traits = builder.table()
        stripped = CodePointMapping(UnicodeData.stripped)
        lowered = CodePointMapping(UnicodeData.lowercase)
        classes = CodePointMapping(UnicodeData.combiningClasses)
    }

    @inline(__always)
    func traits(_ point: UInt32) -> Traits { Traits(rawValue: traits[point]) }

    /// What is left of its canonical decomposition without marks; only for those that `decomposes`.
    @inline(__always)
    func stripped(_ point: UInt32) -> ArraySlice<UInt32> { stripped[point] }

    /// In lower case; only for those that `lowers`.
    @inline(__always)
    func lowered(_ point: UInt32) -> ArraySlice<UInt32> { lowered[point] }

    /// The canonical combining class of a nonstarter that is no mark.
    func combiningClass(_ point: UInt32) -> UInt32 { classes[point].first ?? 0 }
}

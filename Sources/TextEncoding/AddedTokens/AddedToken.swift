/// A token found in texts as it is written, before they are cut into words.
struct AddedToken: Sendable, Hashable {
    var content: [UInt8]
    var id: Int32
    /// Whether it stands for something other than text, as `[MASK]` does.
    var isSpecial = false
    /// Whether it is found only where no letter, digit or mark stands beside it.
    var isSingleWord = false
    /// Whether it takes the white space before it with it.
    var stripsLeft = false
    /// Whether it takes the white space behind it with it.
    var stripsRight = false
    /// Whether it is looked for in the normalized text, itself normalized.
    var isNormalized = false
}

/// The names of copies that `learnctl drop` makes in a model's inbox folder before they take their own: `.drop-1d8miznxv9ji4.part`. The inbox
/// ignores them, like all dot files.
package enum PartName {
    private static let prefix = ".drop-"
    private static let suffix = ".part"

    /// A new one, that no other command has.
    package static func make() -> String { prefix + String(UInt64.random(in: .min ... .max), radix: 36) + suffix }

    package static func matches(_ name: [UInt8]) -> Bool {
        name.count > prefix.utf8.count + suffix.utf8.count && name.starts(with: prefix.utf8)
            && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}

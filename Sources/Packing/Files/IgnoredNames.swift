/// Names of files that are not done yet, or not meant: dot-files and what copying programs write to before they rename.
package enum IgnoredNames {
    package static let endingTexts = [".tmp", ".part", ".filepart", ".swp", "~"]
    private static let endings = endingTexts.map { Array($0.utf8) }

    package static func contains(_ name: [UInt8]) -> Bool {
        name.isEmpty || name[0] == UInt8(ascii: ".")
            || endings.contains { name.count >= $0.count && name.suffix($0.count).elementsEqual($0) }
    }
}

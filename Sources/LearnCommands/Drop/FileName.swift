import Domain
import Files
import Reading

/// A name under which the inbox takes a file.
struct FileName: Hashable, Sendable {
    let text: String

    /// - Throws: `Refusal` where the inbox would leave the name alone, or refuse it after a while.
    init(ofPath path: String) throws(Refusal) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard !IgnoredNames.contains(Array(name.utf8)) else {
            throw Refusal(
                .invalid,
                what: "the inbox leaves files named '\(name)' alone, as unfinished ones",
                at: path,
                fix: "give it a name that is none of \(IgnoredNames.patterns.joined(separator: " "))"
            )
        }
        guard KnownEndings.ending(of: Array(name.utf8)) != nil else {
            // A path that is not there has no ending that could be wrong.
            if let problem = DropSource.absence(of: path) { throw problem }
            throw ExampleReader.foreign(path)
                ?? Refusal(.invalid, what: "unknown file extension", at: path, fix: KnownEndings.advice)
        }
        // A folder's name may be as long as a file's, and `.tar` is appended to it.
        text = String(decoding: LongName.shortened(Array(name.utf8), to: LongName.mostBytes), as: UTF8.self)
    }

    /// `cases.csv.gz`, then `cases-2.csv.gz`, `cases-3.csv.gz`…: the endings tell the format, so they stay at the end. A name that has no
    /// room for the number is cut before it.
    func numbered(_ number: Int) -> String {
        guard number > 1 else { return text }
        let point = text.firstIndex(of: ".") ?? text.endIndex
        let longer = text[..<point] + "-\(number)" + text[point...]
        guard longer.utf8.count > LongName.mostBytes else { return String(longer) }
        let ending = KnownEndings.ending(of: Array(text.utf8)) ?? []
        let suffix = Array("-\(number)".utf8) + ending
        let stem = Array(text.utf8.dropLast(ending.count))
        return String(decoding: LongName.shortened(stem, to: LongName.mostBytes - suffix.count) + suffix, as: UTF8.self)
    }
}

import Domain
import Packing

/// A name under which the inbox takes a file.
struct FileName: Hashable, Sendable {
    let text: String

    /// - Throws: `Refusal` where the inbox would ignore the name.
    init(ofPath path: String) throws(Refusal) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard !IgnoredNames.contains(Array(name.utf8)) else {
            throw Refusal(
                .invalid, what: "the inbox leaves files named '\(name)' alone, as unfinished ones", at: path,
                fix: "give it a name that does not begin with '.' or end in \(IgnoredNames.endingTexts.joined(separator: " "))")
        }
        text = name
    }

    /// `cases.csv.gz`, then `cases-2.csv.gz`, `cases-3.csv.gz`…: the endings tell the format, so they stay at the end.
    func numbered(_ number: Int) -> String {
        guard number > 1 else { return text }
        guard let point = text.firstIndex(of: ".") else { return "\(text)-\(number)" }
        return text[..<point] + "-\(number)" + text[point...]
    }
}

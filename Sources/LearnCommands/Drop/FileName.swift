import Domain

/// A name under which the inbox takes a file.
struct FileName: Hashable, Sendable {
    let text: String

    /// Endings of files that are still being written: the inbox leaves them alone.
    private static let temporaryEndings = [".tmp", ".part", ".filepart", ".swp", "~"]

    /// - Throws: `Refusal` where the inbox would ignore the name.
    init(ofPath path: String) throws(Refusal) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let ending = Self.temporaryEndings.first { name.hasSuffix($0) }
        guard !name.isEmpty, !name.hasPrefix("."), ending == nil else {
            throw Refusal(
                .invalid, what: "the inbox leaves files named '\(name)' alone, as unfinished ones", at: path,
                fix: "give it a name that does not begin with '.' or end in \(Self.temporaryEndings.joined(separator: " "))")
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

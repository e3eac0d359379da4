import Configuration
import Domain
import Foundation
import Testing

@Suite("The documented configuration file")
struct DocumentedFileTests {
    private let lines: [String]
    private let path = TestFile.root + "/config/learnd.yaml"

    init() throws {
        lines = try TestFile.text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A line such as `  #rows: 10000`: a default, written so that taking the `#` away keeps it.
    private func isDefault(_ line: String) -> Bool {
        let text = line.drop { $0 == " " }
        return text.first == "#" && text.dropFirst().first?.isLowercase == true
    }

    /// The dotted keys of the default lines, with their values and the comment above.
    private var documented: [(key: String, value: String, comment: String)] {
        var groups: [(indent: Int, name: String)] = []
        var comment: [String] = []
        var result: [(String, String, String)] = []
        for line in lines {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            if isDefault(line), let colon = text.firstIndex(of: ":") {
                groups.removeAll { $0.indent >= indent }
                let name = String(text[text.index(after: text.startIndex)..<colon])
                let value = String(text[text.index(colon, offsetBy: 2)...])
                result.append(((groups.map(\.name) + [name]).joined(separator: "."), value, comment.joined(separator: "\n")))
                comment = []
            } else if text.hasPrefix("#") {
                comment.append(String(text))
            } else if text.hasSuffix(":") {
                groups.removeAll { $0.indent >= indent }
                groups.append((indent, String(text.dropLast())))
                comment = []
            }
        }
        return result
    }

    @Test("has every key of the daemon and of models, each once, and no other")
    func keys() {
        let expected = ["state"] + DaemonKeys.all.map(\.name) + ModelKeys.all.map { "defaults.\($0.name)" }
        #expect(documented.map(\.key) == expected)
    }

    @Test(
        "tells for each key what may be given and when a change takes hold",
        arguments: DaemonKeys.all.map { ($0.name, $0.form, $0.takesEffect) }
            + ModelKeys.all.map { ("defaults.\($0.name)", $0.form, $0.takesEffect) }
    )
    func comments(key: String, form: String, takesEffect: TakesEffect) throws {
        let entry = try #require(documented.first { $0.key == key })
        #expect(entry.comment.hasSuffix("# Give \(form). [\(takesEffect.rawValue)]"))
        #expect(entry.comment.split(separator: "\n").count >= 2, "it also says what it is")
    }

    @Test("shows for each key the default that holds without it")
    func defaults() throws {
        let documented = Dictionary(uniqueKeysWithValues: documented.map { ($0.key, $0.value) })
        for key in DaemonKeys.all { #expect(documented[key.name] == key.read(Settings()), "\(key.name)") }
        for key in ModelKeys.all { #expect(documented["defaults.\(key.name)"] == key.read(Settings().defaults), "\(key.name)") }
    }

    @Test("says of training what the table of its keys says")
    func training() throws {
        let start = try #require(lines.firstIndex(of: "  training:")) + 1
        let end = try #require(lines[start...].firstIndex(of: ""))
        let table = Documentation.lines(ModelKeys.all.filter { $0.name.hasPrefix("training.") }, indent: 4, default: Settings().defaults)
        if ProcessInfo.processInfo.environment["LEARND_WRITE_SETTINGS"] != nil {
            let text = (lines[..<start] + table + lines[end...]).joined(separator: "\n")
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            let differing = zip(table, lines[start..<end]).first { $0 != $1 }
            #expect(differing == nil && table.count == end - start, "scripts/settings writes it anew")
        }
    }

    @Test("means the defaults, as it is and with every default line made live")
    func live() throws {
        #expect(try LoadedConfiguration.settings(of: lines.joined(separator: "\n"), path: path) == Settings())
        let live = lines.map { line in
            guard isDefault(line) else { return line }
            let indent = line.prefix { $0 == " " }
            return String(indent) + line.dropFirst(indent.count + 1)
        }
        #expect(try LoadedConfiguration.settings(of: live.joined(separator: "\n"), path: path) == Settings())
    }

    @Test("the development file is in order and keeps to the folder state")
    func development() throws {
        let path = TestFile.root + "/config/learnd.dev.yaml"
        let settings = try LoadedConfiguration.settings(of: TestFile.text(path), path: path)
        #expect(settings.paths == PathSettings(state: TestFile.root + "/state"))
        #expect(settings.predict.path == TestFile.root + "/state/run/predict.sock")
    }
}

import Domain
import Rows

extension Form where Value == Bool {
    static func flag() -> Form {
        scalar(
            "on or off",
            parse: { text in
                switch text.lowercased() {
                case "on", "true", "yes": true
                case "off", "false", "no": false
                default: nil
                }
            },
            render: { $0 ? "on" : "off" }
        )
    }
}

extension Form where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    static func choice() -> Form {
        scalar(
            "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))",
            parse: { Value(rawValue: $0) },
            render: { $0.rawValue }
        )
    }
}

extension Form where Value == String {
    static func word(of words: [String]) -> Form {
        scalar("one of \(words.joined(separator: ", "))", parse: { words.contains($0) ? $0 : nil }, render: { $0 })
    }

    static func text(_ description: String) -> Form {
        scalar(description, parse: { $0.isEmpty ? nil : $0 }, render: { $0 })
    }

    /// A group's name, or `none`, which leaves the process's own.
    static func group() -> Form {
        scalar(
            "a group's name, or none",
            parse: { text in
                if text == "none" { return "" }
                let allowed = text.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || "_-.".utf8.contains(byte)
                }
                return allowed && !text.isEmpty && text.utf8.count <= 32 ? text : nil
            },
            render: { $0.isEmpty ? "none" : $0 }
        )
    }

    /// A path; a relative one starts from the file's folder, or on the command line and in variables from the working directory.
    static func path() -> Form {
        Form(
            "a path",
            parse: { written, base in
                guard case .scalar(let text) = written, !text.isEmpty, !text.utf8.contains(0) else { return nil }
                return Path.absolute(text, from: base)
            },
            render: { $0 }
        )
    }
}

extension Form where Value == [String: ColumnRule] {
    /// What is said of columns, by name.
    static func columnRules() -> Form {
        let rules = ColumnRule.words.joined(separator: ", ")
        return Form(
            "a mapping from column names to one of \(rules)",
            parse: { written, _ in
                guard case .mapping(let entries) = written else { return written == .nothing ? [:] : nil }
                var result: [String: ColumnRule] = [:]
                for entry in entries {
                    guard ColumnRule.words.contains(entry.value) else { return nil }
                    result[entry.name] = ColumnRule(rawValue: entry.value)
                }
                return result
            },
            render: { rules in
                "{\(rules.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.rawValue)" }.joined(separator: ", "))}"
            }
        )
    }
}

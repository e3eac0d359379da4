import Domain
import Yams

/// The YAML file as a list of settings, each with its line.
///
/// Scalars stay text (Yams' own resolver would read `off` as a boolean, `1e3` as a float and `12:30` as a number), and each key
/// decides what it takes.
struct SettingsFile {
    var path: String
    /// The folder that relative paths start from.
    var base: String

    func settings(of text: String) throws(Refusal) -> [Setting] {
        guard let root = try compose(text) else { return [] }
        var result: [Setting] = []
        if isNothing(root) { return result }
        for (name, value) in try pairs(of: root, what: "the file") {
            switch name.text {
            case "defaults":
                guard !isNothing(value) else { continue }
                try flatten(value, named: "", in: .defaults, into: &result)
            case "models":
                guard !isNothing(value) else { continue }
                for (model, value) in try pairs(of: value, what: "'models'") {
                    let scope: Scope
                    do { scope = .model(try ModelName(model.text)) } catch {
                        throw Refusal(error.kind, what: error.what, at: model.place, fix: error.fix)
                    }
                    result.append(Setting(scope: scope, name: "", value: .nothing, place: model.place, base: base))
                    guard !isNothing(value) else { continue }
                    try flatten(value, named: "", in: scope, into: &result)
                }
            default: try read(value, name, in: .daemon, into: &result)
            }
        }
        return result
    }

    private struct Name {
        var text: String
        var place: String
    }

    private func compose(_ text: String) throws(Refusal) -> Node? {
        do {
            return try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw fault(error)
        } catch {
            throw Refusal(.invalid, what: "invalid YAML: \(error)", at: path)
        }
    }

    private func fault(_ error: YamlError) -> Refusal {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            Refusal(
                .invalid,
                what: "invalid YAML: \(problem)",
                at: "\(path):\(mark.line)",
                fix: "fix that line (tabs cannot be used for indentation)"
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            Refusal(
                .invalid,
                what: "a key is there twice: \(duplicates.map(\.description).joined(separator: ", "))",
                at: "\(path):\(context.mark.line)",
                fix: "combine them into one"
            )
        case .reader(let problem, let offset, _, let yaml):
            // Yams describes it over several lines, with the text around it.
            Refusal(
                .invalid,
                what: "invalid YAML: \(problem)",
                at: "\(path):\(1 + yaml.utf8.prefix(offset ?? 0).count { $0 == UInt8(ascii: "\n") })",
                fix: "take that character out of the line"
            )
        default:
            Refusal(
                .invalid,
                what: "invalid YAML: \("\(error)".split(whereSeparator: \.isNewline).joined(separator: " "))",
                at: path,
                fix: "fix the file"
            )
        }
    }

    /// Everything below a mapping, down to the known keys.
    private func flatten(_ node: Node, named outer: String, in scope: Scope, into result: inout [Setting]) throws(Refusal) {
        let what = outer.isEmpty ? scope.prefix.dropLast() : Substring(scope.prefix + outer)
        for (name, value) in try pairs(of: node, what: "'\(what)'") {
            let full = outer.isEmpty ? name.text : outer + "." + name.text
            try read(value, Name(text: full, place: name.place), in: scope, into: &result)
        }
    }

    private func read(_ node: Node, _ name: Name, in scope: Scope, into result: inout [Setting]) throws(Refusal) {
        switch Vocabulary.meaning(of: name.text, in: scope) {
        case .key:
            result.append(Setting(scope: scope, name: name.text, value: try written(node, name, scope), place: name.place, base: base))
        case .group(let flag):
            if isNothing(node) { return }
            if let flag, case .scalar(let scalar) = node {
                result.append(Setting(scope: scope, name: flag, value: .scalar(scalar.string), place: name.place, base: base))
            } else {
                try flatten(node, named: name.text, in: scope, into: &result)
            }
        case .unknown: throw Vocabulary.unknown(name.text, in: scope, at: name.place)
        }
    }

    private func pairs(of node: Node, what: String) throws(Refusal) -> [(Name, Node)] {
        guard case .mapping(let mapping) = node else {
            throw Refusal(
                .invalid,
                what: "\(what) holds a single value where keys are expected",
                at: place(of: node),
                fix: "write 'key: value' lines, indented below it"
            )
        }
        var result: [(Name, Node)] = []
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                throw Refusal(.invalid, what: "a key is not a word", at: place(of: key), fix: "write 'key: value'")
            }
            result.append((Name(text: scalar.string, place: place(of: key)), value))
        }
        return result
    }

    private func written(_ node: Node, _ name: Name, _ scope: Scope) throws(Refusal) -> Written {
        switch node {
        case .scalar(let scalar): return isNothing(node) ? .nothing : .scalar(scalar.string)
        case .sequence(let items):
            var list: [String] = []
            for item in items { list.append(try scalar(item, name, scope)) }
            return .list(list)
        case .mapping:
            var entries: [Written.Entry] = []
            for (key, value) in try pairs(of: node, what: "'\(scope.prefix + name.text)'") {
                entries.append(Written.Entry(name: key.text, value: try entry(value, name, scope)))
            }
            return .mapping(entries)
        case .alias: throw Refusal(.invalid, what: "'\(scope.prefix + name.text)' holds an alias that leads nowhere", at: name.place)
        }
    }

    /// A value within a mapping; another mapping as it would be written on one line.
    private func entry(_ node: Node, _ name: Name, _ scope: Scope) throws(Refusal) -> String {
        guard case .mapping = node else { return isNothing(node) ? "" : try scalar(node, name, scope) }
        var texts: [String] = []
        for (key, value) in try pairs(of: node, what: "'\(scope.prefix + name.text)'") {
            texts.append("\(key.text): \(try scalar(value, name, scope))")
        }
        return "{\(texts.joined(separator: ", "))}"
    }

    private func scalar(_ node: Node, _ name: Name, _ scope: Scope) throws(Refusal) -> String {
        guard case .scalar(let scalar) = node else {
            throw Refusal(
                .invalid,
                what: "'\(scope.prefix + name.text)' is nested too deep",
                at: place(of: node),
                fix: "give single values there"
            )
        }
        return scalar.string
    }

    private func isNothing(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private func place(of node: Node) -> String {
        node.mark.map { "\(path):\($0.line)" } ?? path
    }
}

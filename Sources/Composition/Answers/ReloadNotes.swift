import Configuration
import Domain
import Hashing
import Registry
import Rows

/// What a person should know of settings that changed: which of them reach no model.
struct ReloadNotes {
    /// By name, all there are.
    private let models: [ModelName: ModelInfo]
    private let settings: Settings

    init(_ models: [ModelInfo], _ settings: Settings) {
        self.models = Dictionary(models.map { ($0.name, $0) }) { first, _ in first }
        self.settings = settings
    }

    /// A note for each change, nil where there is nothing to say. That a model is not there is said once.
    func notes(on changes: [Change]) throws -> [String?] {
        var named: Set<ModelName> = []
        return try changes.map { change in
            guard let name = change.model else { return change.takesEffect == .newModels ? general(change) : nil }
            guard let model = models[name] else {
                return settings.models[name] != nil && named.insert(name).inserted ? missing(name) : nil
            }
            if change.name == "labels" { return try labels(of: model) }
            guard change.takesEffect == .newModels, model.headVersion != nil else { return nil }
            // Told with 'labels', which take its place.
            if ["label", "task"].contains(change.name), settings.specification(of: name).labels != nil { return nil }
            return
                "no effect yet: \(name) has versions and keeps \(try kept(change.name, by: model)); 'learnctl relearn \(name)' applies it"
        }
    }

    /// Which of the labels begin, and which of what was changed waits for a relearn.
    private func labels(of model: ModelInfo) throws -> String? {
        guard model.headVersion != nil, let document = model.schema else { return nil }
        let schema = try CanonicalJSON.decode(Schema.self, from: document)
        let wanted = settings.specification(of: model.name).labels ?? [:]
        func list(_ names: [String]) -> String { names.sorted().map { "'\($0)'" }.joined(separator: ", ") }
        let features = wanted.keys.filter { name in schema.columns.contains { $0.name == name } }
        let begin = wanted.keys.filter { name in schema.head(named: name) == nil && !features.contains(name) }
        let gone = schema.heads.filter { wanted[$0.name] == nil }.map(\.name)
        let others = schema.heads.filter { head in wanted[head.name]?.task.map { $0 != head.task } ?? false }.map(\.name)
        var sentences: [String] = []
        if !begin.isEmpty { sentences.append("\(list(begin)) will be learned from the next file on that has it") }
        if !features.isEmpty { sentences.append("\(list(features)) stays a column to learn from") }
        if !gone.isEmpty { sentences.append("\(list(gone)) stays a label") }
        if !others.isEmpty { sentences.append("\(list(others)) keeps its task") }
        guard !sentences.isEmpty else { return nil }
        let needsRelearning = !(features.isEmpty && gone.isEmpty && others.isEmpty)
        return sentences.joined(separator: "; ") + (needsRelearning ? ": 'learnctl relearn \(model.name)' applies all of it" : "")
    }

    private func missing(_ name: ModelName) -> String {
        let near = Nearest.word(to: name.text, among: models.keys.map(\.text))
        return "there is no model '\(name)' yet" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// Of a default: the models that have it and no setting of their own, which would be told beside it.
    private func general(_ change: Change) -> String? {
        let names = models.values.filter { $0.headVersion != nil && settings.models[$0.name] == nil }.map(\.name.text).sorted()
        guard let first = names.first else { return nil }
        let others = names.count > 4 ? " and \(names.count - 3) more" : ""
        let list = names.prefix(names.count > 4 ? 3 : 4).joined(separator: ", ") + others
        return "has no effect on \(list): \(names.count == 1 ? "it has" : "they have") versions; 'learnctl relearn \(first)' applies it"
    }

    /// What a model was made with.
    private func kept(_ key: String, by model: ModelInfo) throws -> String {
        let schema = try model.schema.map { try CanonicalJSON.decode(Schema.self, from: $0) }
        switch (key, schema) {
        case ("label", let schema?):
            let names = schema.heads.map { "'\($0.name)'" }.joined(separator: ", ")
            return schema.hasSeveralHeads ? "the labels \(names)" : "label \(names)"
        case ("task", let schema?): return "task '\(schema.task.rawValue)'"
        case ("columns", _): return "the kinds of its columns"
        case ("network.image", let schema?): return schema.image.map { "images of \($0)" } ?? "its columns"
        default:
            guard let document = model.specification, let key = ModelKeys.all.first(where: { $0.name == key }) else {
                return "what it was made with"
            }
            return "\(key.name) \(key.read(try CanonicalJSON.decode(ModelSpecification.self, from: document)))"
        }
    }
}

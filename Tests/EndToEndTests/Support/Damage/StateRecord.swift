import Domain
import FoundationEssentials
import LearnAPI

/// What a daemon answers and lists of a state: its predictions byte for byte.
struct StateRecord: Sendable {
    /// By `model` and by `model/version`.
    var answers: [String: SocketRequest.Answer] = [:]
    /// By path: what is listed, as text.
    var listings: [String: String] = [:]
    /// Batches and versions by what never changes of them.
    var names: Set<String> = []
    /// `model/number`.
    var versions: [String] = []
    var status: StatusResponse?

    /// What is asked of each model.
    static let questions: [String: String] = {
        var questions = ["points": SampleFiles.question(seed: 9)]
        for model in FormerRelease.models { questions[model] = try? FormerRelease.question(model) }
        return questions
    }()

    /// - Parameter versions: Those to ask, `model/number`; nil for all there are.
    static func take(from daemon: DaemonUnderTest, versions: [String]? = nil) async throws -> StateRecord {
        var record = StateRecord()
        let socket = daemon.predictSocket
        let models = try await record.list("/v1/models", socket, as: ModelsResponse.self)?.models ?? []
        for batch in try await record.list("/v1/batches?limit=1000", socket, as: BatchesResponse.self)?.batches ?? [] {
            record.names.insert("batch \(batch.id) of \(batch.model), \(batch.sha256?.short ?? "unread")")
        }
        for model in models.map(\.name.text) {
            for version in try await record.list("/v1/models/\(model)/versions", socket, as: VersionsResponse.self)?.versions ?? [] {
                record.names.insert("version \(version.number) of \(model), \(version.digest.short)")
                record.versions.append("\(model)/\(version.number)")
                if versions == nil { try await record.ask("\(model)/\(version.number)", socket) }
            }
            _ = try await record.list("/v1/models/\(model)/history", socket, as: HistoryResponse.self)
        }
        for model in questions.keys.sorted() { try await record.ask(model, socket) }
        for version in versions ?? [] { try await record.ask(version, socket) }
        record.status = try JSONDecoder().decode(StatusResponse.self, from: Data(try await socket.get("/v1/status").body))
        return record
    }

    private mutating func list<Value: Decodable>(_ path: String, _ socket: SocketRequest, as type: Value.Type) async throws -> Value? {
        let answer = try await socket.get(path)
        listings[path] = answer.text
        return answer.status == 200 ? try JSONDecoder().decode(type, from: Data(answer.body)) : nil
    }

    /// `model` or `model/version`.
    private mutating func ask(_ name: String, _ socket: SocketRequest) async throws {
        let parts = name.split(separator: "/").map(String.init)
        guard let question = Self.questions[parts[0]] else { return }
        let path = parts.count == 1 ? "/v1/models/\(name)/predict" : "/v1/models/\(parts[0])/versions/\(parts[1])/predict"
        answers[name] = try await socket.post(path, question)
    }

    /// Answers that no version of the reference gave under the number they name: what must never be.
    func untrue(to reference: StateRecord, isAtWork: Bool) -> [String] {
        answers.sorted { $0.key < $1.key }.compactMap { name, answer in
            guard answer.status == 200 else { return nil }
            let said = try? JSONDecoder().decode(PredictResponse.self, from: Data(answer.body))
            let truth = said.flatMap { reference.answers["\($0.model)/\($0.version)"] }
            // What it has learned since.
            if isAtWork, said != nil, truth == nil { return nil }
            return truth?.body == answer.body ? nil : "\(name) answers \(answer.text) instead of \(truth?.text ?? "nothing")"
        }
    }

    /// What is not as it was: each has to be told.
    func differences(from reference: StateRecord, isAtWork: Bool) -> [String] {
        var found = reference.names.subtracting(names).sorted().map { "\($0) is missing" }
        for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
            guard let before = reference.answers[name], before != answer, !isAtWork || answer.status != 200 else { continue }
            // Who asks for a version that does not serve is told; the others hear of it when it is looked through.
            if name.contains("/"), answer.text.contains("the database is damaged there") { continue }
            found.append("\(name): \(answer.status) \(answer.text) instead of \(before.status) \(before.text)")
        }
        guard !isAtWork else { return found }
        for (path, text) in reference.listings.sorted(by: { $0.key < $1.key }) where listings[path] != text {
            found.append("\(path): \(listings[path] ?? "nothing") instead of \(text)")
        }
        return found
    }

    /// What `learnctl check` would fail over or warn of, of damage.
    var told: [String] {
        let refused = answers.values.map(\.text).filter { $0.contains("the database is damaged there") }
        guard let status else { return refused }
        return refused + (status.damage ?? [])
            + status.models.flatMap { model in
                [model.damage, model.paused?.reason].compactMap { $0 }.filter { reason in
                    ["fell back", "no version loads", "neither version"].contains { reason.contains($0) }
                }
            }
    }
}

import Domain
import FoundationEssentials
import LearnAPI

/// The state folder of a former release and what that release answered from it: `FormerRelease/README.md`.
enum FormerRelease {
    static let models = ["iris", "mixed", "price", "shapes"]

    /// The versions of each model whose answers were recorded.
    static let versions = ["iris": 1...1, "mixed": 1...4, "price": 1...2, "shapes": 1...1]

    /// What each model has not learned yet, in order: files, a folder for `shapes`.
    static func next(_ model: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/next")
        return names.filter { $0.hasPrefix("\(model)-") }.sorted().map { "\(folder)/next/\($0)" }
    }

    /// Puts the folder where the daemon looks for its state.
    static func unpack(into state: StateFolder) async throws { try await unpack(folder, into: state) }

    /// The same of a folder beside this one.
    static func unpack(_ folder: String, into state: StateFolder) async throws {
        try FileManager.default.createDirectory(atPath: state.state, withIntermediateDirectories: true)
        let tar = try RunningProgram(
            ["/usr/bin/env", "tar", "-xzf", "\(folder)/state.tar.gz", "--no-same-owner", "-C", state.state],
            environment: ["PATH": "/usr/bin:/bin"],
            output: "\(state.path)/tar.out",
            errors: "\(state.path)/tar.error"
        )
        let ending = await tar.end()
        guard ending == .code(0) else { throw TestFailure("tar ended by \(ending)") }
    }

    static func listing<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: "\(folder)/listings/\(name).json")))
    }

    /// The body of the request of six rows that each model was asked.
    static func question(_ model: String) throws -> String { try text("answers/\(model).request.json") }

    /// - Parameter version: Nil: of what serves.
    static func answer(_ model: String, version: Int?) throws -> String {
        try text("answers/\(model)-\(version.map(String.init) ?? "serving").json")
    }

    /// Says what is not as it was recorded; nil where nothing is.
    ///
    /// Bytes are compared on a CPU of the kind that made them; sums are taken in another order on others, and numbers are compared there.
    static func difference(_ said: String, from recorded: String) throws -> String? {
        // The answer is a line since; it was none then.
        let said = said.hasSuffix("\n") ? String(said.dropLast()) : said
        if isSameKindOfCPU { return said == recorded ? nil : "\(said) instead of \(recorded)" }
        let decoder = JSONDecoder()
        let (new, old) = (
            try decoder.decode(PredictResponse.self, from: Data(said.utf8)),
            try decoder.decode(PredictResponse.self, from: Data(recorded.utf8))
        )
        return isClose(new, to: old) ? nil : "\(said) instead of nearly \(recorded)"
    }

    /// Within a ten-thousandth; of values above one, of the value.
    static func isClose(_ new: PredictResponse, to old: PredictResponse) -> Bool {
        func isNear(_ new: Double?, _ old: Double?) -> Bool {
            guard let new, let old else { return new == nil && old == nil }
            return abs(new - old) <= 1e-4 * max(1, abs(old))
        }
        guard new.model == old.model, new.version == old.version, new.predictions.count == old.predictions.count else { return false }
        return zip(new.predictions, old.predictions).allSatisfy { new, old in
            let (shares, before) = (new.probabilities ?? [:], old.probabilities ?? [:])
            return new.label == old.label && isNear(new.probability, old.probability) && isNear(new.value, old.value)
                && Set(shares.keys) == Set(before.keys) && shares.allSatisfy { isNear($0.value, before[$0.key]) }
        }
    }

    /// It has AVX-512.
    private static let isSameKindOfCPU =
        ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split(whereSeparator: \.isWhitespace).contains("avx512f")

    private static func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    private static let folder = folder(named: "FormerRelease")

    /// A folder among the end-to-end tests.
    static func folder(named name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: name).path
    }
}

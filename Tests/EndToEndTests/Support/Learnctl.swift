import FoundationEssentials

/// The built `learnctl`, asked as a person would.
struct Learnctl: Sendable {
    struct Ending: Sendable {
        let status: Int32
        let out: String
        let error: String
    }

    let folder: StateFolder

    func callAsFunction(_ words: String...) async throws -> Ending {
        let name = UUID().uuidString
        let (out, error) = ("\(folder.path)/\(name).out", "\(folder.path)/\(name).error")
        let program = try RunningProgram(
            [Programs.learnctl] + words, environment: ["LEARND_STATE": folder.state, "HOME": folder.path], output: out, errors: error)
        let ending = await program.end()
        guard case .code(let status) = ending else { throw TestFailure("learnctl \(words) ended by \(ending)") }
        return Ending(
            status: status, out: try String(contentsOfFile: out, encoding: .utf8), error: try String(contentsOfFile: error, encoding: .utf8)
        )
    }

    /// Drops a file and follows it to its end.
    func drop(_ file: String, model: String) async throws -> Ending {
        try await callAsFunction("drop", "--timeout", "60", "--model", model, file)
    }
}

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
        let running = try start(words)
        let ending = try await running.end()
        guard case .code(let status) = ending.how else { throw TestFailure("learnctl \(words) ended by \(ending.how)") }
        return Ending(status: status, out: ending.out, error: ending.error)
    }

    /// A command that runs, to be looked at or ended.
    struct Running: Sendable {
        let program: RunningProgram
        let outFile: String
        let errorFile: String

        var out: String { (try? String(contentsOfFile: outFile, encoding: .utf8)) ?? "" }
        var error: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

        func end() async throws -> (how: RunningProgram.Ending, out: String, error: String) {
            let how = await program.end()
            return (how, try String(contentsOfFile: outFile, encoding: .utf8), try String(contentsOfFile: errorFile, encoding: .utf8))
        }
    }

    func start(_ words: [String]) throws -> Running {
        let name = UUID().uuidString
        let (out, error) = ("\(folder.path)/\(name).out", "\(folder.path)/\(name).error")
        let program = try RunningProgram(
            [Programs.learnctl] + words,
            environment: ["LEARND_STATE": folder.state, "HOME": folder.path],
            output: out,
            errors: error
        )
        return Running(program: program, outFile: out, errorFile: error)
    }

    /// Drops a file and follows it to its end.
    func drop(_ file: String, model: String) async throws -> Ending {
        try await callAsFunction("drop", "--timeout", "180", "--model", model, file)
    }
}

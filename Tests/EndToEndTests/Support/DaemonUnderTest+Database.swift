import FoundationEssentials

extension DaemonUnderTest {
    /// Changes the database of a stopped daemon with SQLite's own program.
    func sqlite(_ statement: String) async throws {
        let (out, errors) = (folder.path + "/sqlite.out", folder.path + "/sqlite.error")
        let program = try RunningProgram(["/usr/bin/sqlite3", folder.database, statement], environment: [:], output: out, errors: errors)
        guard await program.end() == .code(0) else { throw TestFailure(try String(contentsOfFile: errors, encoding: .utf8)) }
    }
}

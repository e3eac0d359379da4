import FoundationEssentials
import Glibc
import Testing

/// What makes a kill test long or short, and what is looked at after one.
enum Soak {
    /// A number from the environment, as `scripts/soak` sets it.
    static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    /// A line of figures, for people.
    static func report(_ line: String) { print("soak: \(line)") }

    /// SQLite's own check of a database that nobody has open: the program's, not the daemon's library.
    static func checkDatabase(of daemon: DaemonUnderTest) async throws {
        let (out, errors) = (daemon.folder.path + "/sqlite.out", daemon.folder.path + "/sqlite.error")
        let question = "PRAGMA integrity_check; PRAGMA foreign_key_check;"
        let program = try RunningProgram(
            ["/usr/bin/sqlite3", daemon.folder.database, question],
            environment: [:],
            output: out,
            errors: errors
        )
        let ending = await program.end()
        let said = try String(contentsOfFile: out, encoding: .utf8)
        #expect(ending == .code(0) && said == "ok\n", "\(said)")
    }
}

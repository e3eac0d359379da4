import Glibc
import LearnCommands

/// What the process was started with.
enum Surroundings {
    /// The variables that learnctl heeds.
    static var environment: [String: String] {
        var found: [String: String] = [:]
        for name in ["LEARND_SOCKET", "LEARND_STATE", "NO_COLOR", "TERM"] {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        return found
    }

    static var standardInput: StandardInput {
        var status = stat()
        let isWhole = fstat(STDIN_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0
        return StandardInput(regularFile: isWhole ? STDIN_FILENO : nil, read: readStandardInput)
    }

    /// The next bytes of standard input; none at its end.
    private static func readStandardInput() throws -> [UInt8] {
        while true {
            var problem: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let got = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
                problem = got < 0 ? errno : 0
                count = max(got, 0)
            }
            if problem == 0 { return bytes }
            guard problem == EINTR else { throw StandardInputFailure(reason: String(cString: strerror(problem))) }
        }
    }
}

/// Standard input cannot be read.
struct StandardInputFailure: Error, CustomStringConvertible {
    var reason: String
    var description: String { "standard input cannot be read: \(reason)" }
}

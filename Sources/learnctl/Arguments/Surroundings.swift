import Glibc

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

    /// The next bytes of standard input; none at its end.
    static func readStandardInput() throws -> [UInt8] {
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

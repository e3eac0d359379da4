import Domain
import Glibc

/// Which file is read, and its text.
struct FileChoice {
    /// nil: none is.
    var path: String?
    /// The same where it is, else where it would be.
    var sought: String

    /// `--config`, else `LEARND_CONFIG`; else with a state folder `learnd.yaml` in it; else the installed one. Only the first two must be there.
    init(_ request: LoadedConfiguration.Request) throws(Refusal) {
        let base = request.workingDirectory
        if let config = request.config ?? Self.variable("LEARND_CONFIG", request) {
            let path = Path.absolute(config, from: base)
            guard access(path, F_OK) == 0 else {
                throw Refusal(
                    .invalid,
                    what: "the configuration file \(path) does not exist",
                    at: request.config == nil ? "LEARND_CONFIG" : "--config",
                    fix: request.config == nil ? "give one that exists, or unset the variable" : "give one that exists, or omit the option"
                )
            }
            self.path = path
            sought = path
            return
        }
        let state = request.state ?? Self.variable("LEARND_STATE", request)
        let path = state.map { Path.absolute($0, from: base) + "/learnd.yaml" } ?? LoadedConfiguration.installedFile
        self.path = access(path, F_OK) == 0 ? path : nil
        sought = path
    }

    private static func variable(_ name: String, _ request: LoadedConfiguration.Request) -> String? {
        request.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The file's text; nil where there is no file.
    func read() throws(Refusal) -> String? {
        guard let path else { return nil }
        let bytes = try bytes(of: path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let good = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            throw Refusal(
                .invalid,
                what: "it is not UTF-8",
                at: "\(path):\(good.count { $0 == "\n" } + 1)",
                fix: "save the file as UTF-8"
            )
        }
        return text
    }

    private func bytes(of path: String) throws(Refusal) -> [UInt8] {
        let largest = 1 << 20
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while result.count <= largest {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return result }
            result += buffer[..<count]
        }
        throw Refusal(.invalid, what: "it is larger than \(ByteSize.render(largest))", at: path, fix: "name a configuration file")
    }

    private func unreadable(_ path: String) -> Refusal {
        Refusal(
            .invalid,
            what: "it cannot be read: \(String(cString: strerror(errno)))",
            at: path,
            fix: "let the daemon's user read it, as in chmod 0644"
        )
    }
}

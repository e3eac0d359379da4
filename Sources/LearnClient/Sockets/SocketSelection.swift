import Glibc

/// Which sockets a client tries, best first.
///
/// The admin socket comes before the predict socket, so that a caller gets as many routes as it is allowed to use.
public struct SocketSelection: Hashable, Sendable {
    /// A socket that may be there.
    public struct Candidate: Hashable, Sendable {
        /// Absolute, or relative to the working directory.
        public var path: String
        /// What its name says it is for.
        public var role: SocketRole

        /// A socket at a path; nothing is opened.
        public init(path: String, role: SocketRole) {
            self.path = path
            self.role = role
        }
    }

    /// In the order in which they are tried; never empty where `find` made them.
    public var candidates: [Candidate]

    /// Sockets to be tried in this order.
    public init(candidates: [Candidate]) {
        self.candidates = candidates
    }

    /// The daemon's own folder for sockets where it is installed.
    public static let installedFolder = "/run/learnd"

    /// Both sockets of a folder.
    public init(folder: String) {
        self.init(candidates: [
            Candidate(path: folder + "/admin.sock", role: .admin), Candidate(path: folder + "/predict.sock", role: .predict),
        ])
    }

    /// The sockets by `--socket` (a socket, or a folder that holds both), else `LEARND_SOCKET` (the same), else `LEARND_STATE`'s `run/`,
    /// else `state/run/` of the working directory where that is a folder, else `/run/learnd`.
    public static func find(option: String?, environment: [String: String], isFolder: (String) -> Bool = Self.isFolder) -> SocketSelection {
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        if let named = given(option) ?? given(environment["LEARND_SOCKET"]) {
            if isFolder(named) { return SocketSelection(folder: named.hasSuffix("/") ? String(named.dropLast()) : named) }
            return SocketSelection(candidates: [Candidate(path: named, role: SocketRole(ofSocketNamed: named))])
        }
        if let state = given(environment["LEARND_STATE"]) { return SocketSelection(folder: state + "/run") }
        if isFolder("state/run") { return SocketSelection(folder: "state/run") }
        return SocketSelection(folder: installedFolder)
    }

    /// Whether `path` is a folder, through links.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

import Domain

/// `sources.json`: from which files of the archive a job's rows are read, and what for. Written by the daemon, last: with it the job can be read.
public struct JobFiles: Hashable, Sendable, Codable {
    public struct File: Hashable, Sendable, Codable {
        public var path: String
        public var digest: Digest
        /// The name it was dropped under.
        public var name: String
        public var byteCount: Int

        public init(path: String, digest: Digest, name: String, byteCount: Int) {
            self.path = path
            self.digest = digest
            self.name = name
            self.byteCount = byteCount
        }
    }

    public var derivation: Derivation
    /// In the order in which they were accepted.
    public var files: [File]

    public init(derivation: Derivation, files: [File]) {
        self.derivation = derivation
        self.files = files
    }
}

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

    /// What a version on the way to the parent learned, whose sums are made again.
    public struct Earlier: Hashable, Sendable, Codable {
        public var files: [File]
        /// What the sums before it were multiplied by.
        public var forgetting: Double

        public init(files: [File], forgetting: Double) {
            self.files = files
            self.forgetting = forgetting
        }
    }

    public var derivation: Derivation
    /// In the order in which they were accepted.
    public var files: [File]
    /// Nil where the parent has all its parts.
    public var earlier: [Earlier]?

    public init(derivation: Derivation, files: [File], earlier: [Earlier]? = nil) {
        self.derivation = derivation
        self.files = files
        self.earlier = earlier
    }
}

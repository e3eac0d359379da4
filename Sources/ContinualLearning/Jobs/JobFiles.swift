import Domain

/// `sources.json`: from which files of the archive a job's rows are read, and what for. Written by the daemon, last: with it the job can be read.
public struct JobFiles: Hashable, Sendable, Codable {
    /// A file that was accepted, as it lies in the archive.
    public struct File: Hashable, Sendable, Codable {
        /// Of the archived file, which a child opens.
        public var path: String
        /// Of its bytes: what a derivation names it by.
        public var digest: Digest
        /// The name it was dropped under.
        public var name: String
        /// Bytes in the archive.
        public var byteCount: Int

        /// - Parameter name: With its extension, as it was dropped.
        public init(path: String, digest: Digest, name: String, byteCount: Int) {
            self.path = path
            self.digest = digest
            self.name = name
            self.byteCount = byteCount
        }
    }

    /// What a version on the way to the parent learned, whose sums are made again.
    public struct Earlier: Hashable, Sendable, Codable {
        /// In the order in which they were accepted.
        public var files: [File]
        /// What the sums before it were multiplied by.
        public var forgetting: Double

        /// - Parameter forgetting: 0.01 to 1; 1: nothing fades.
        public init(files: [File], forgetting: Double) {
            self.files = files
            self.forgetting = forgetting
        }
    }

    /// What the job comes to; its batches are these files.
    public var derivation: Derivation
    /// In the order in which they were accepted.
    public var files: [File]
    /// Nil where the parent has all its parts.
    public var earlier: [Earlier]?

    /// - Parameter earlier: From the oldest version to the parent.
    public init(derivation: Derivation, files: [File], earlier: [Earlier]? = nil) {
        self.derivation = derivation
        self.files = files
        self.earlier = earlier
    }
}

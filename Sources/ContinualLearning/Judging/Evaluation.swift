import Domain

/// The best that a version or an ancestor did on each file's gate rows, by the file's digest, and what overlapping classes took of it since.
public struct LineageScores: Hashable, Sendable, Codable {
    public var best: [String: Double]
    public var overlap: [String: Double]

    public init(best: [String: Double] = [:], overlap: [String: Double] = [:]) {
        self.best = best
        self.overlap = overlap
    }

    /// What can be asked of a descendant on a file; nil where no ancestor was judged on it.
    func expected(_ file: String) -> Double? { best[file].map { $0 - (overlap[file] ?? 0) } }
}

/// How a version does on gate rows: in all and by the file that brought them. Kept beside the version, not part of its digest.
public struct Evaluation: Hashable, Sendable, Codable {
    public struct Score: Hashable, Sendable, Codable {
        public var rows: Int
        /// Accuracy (0…1); for regression R², at most 1.
        public var value: Double

        public init(rows: Int, value: Double) {
            self.rows = rows
            self.value = value
        }
    }

    /// Accuracy (classification) or R² (regression) over all gate rows.
    public var all: Score
    /// By the digest of the file; a row that several files brought counts for each.
    public var byBatch: [String: Score]
    /// By class name, accuracy; empty for regression.
    public var byClass: [String: Score]
    /// The best that this version or an ancestor did on each file's gate rows: what forgetting is measured from.
    public var best: [String: Double]
    /// What of a file's rows classes that came after its best have taken because they look alike: not forgotten. Files of which none were taken
    /// are left out; nil in what older programs wrote.
    public var overlap: [String: Double]?

    public init(all: Score, byBatch: [String: Score], byClass: [String: Score], best: [String: Double], overlap: [String: Double]? = nil) {
        self.all = all
        self.byBatch = byBatch
        self.byClass = byClass
        self.best = best
        self.overlap = overlap
    }

    /// What descendants are held against.
    public var lineage: LineageScores { LineageScores(best: best, overlap: overlap ?? [:]) }

    /// Mean over the files of best earlier score minus score now, in points of 100; the files of `newest` left out, which cannot be forgotten yet.
    public func forgetting(newest: Set<String>) -> Double? {
        let older = byBatch.filter { !newest.contains($0.key) }
        guard !older.isEmpty else { return nil }
        return 100 * older.reduce(0) { $0 + max(0, (best[$1.key] ?? $1.value.value) - $1.value.value) } / Double(older.count)
    }
}

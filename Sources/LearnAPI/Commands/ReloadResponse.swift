/// `POST /v1/reload`: the settings that changed.
public struct ReloadResponse: Hashable, Sendable, Codable {
    /// In force now, or from the next file, job or model on.
    public var applied: [Change]
    /// Read, but in force only after the daemon's next start.
    public var needsRestart: [Change]
    /// What is odd about the settings but no fault, a sentence each.
    public var warnings: [String]
    /// Models that are learned again, since no version of them had served; left out where there are none.
    public var reformed: [RelearnResponse]?

    /// What one reload came to.
    public init(applied: [Change], needsRestart: [Change], warnings: [String], reformed: [RelearnResponse]? = nil) {
        self.applied = applied
        self.needsRestart = needsRestart
        self.warnings = warnings
        self.reformed = reformed
    }

    private enum CodingKeys: String, CodingKey {
        case applied, warnings, reformed
        case needsRestart = "needs_restart"
    }

    /// A setting that was read with another value than the one in force.
    public struct Change: Hashable, Sendable, Codable {
        /// As it is written: `models.iris.gate.margin`.
        public var key: String
        /// The value before, as the file would write it.
        public var from: String
        /// The value now, as the file would write it.
        public var to: String
        /// `at once`, `from the next file on`…
        public var takesEffect: String
        /// That it reaches no model, and why; left out where it does.
        public var note: String?

        /// One setting's change.
        public init(key: String, from: String, to: String, takesEffect: String, note: String? = nil) {
            self.key = key
            self.from = from
            self.to = to
            self.takesEffect = takesEffect
            self.note = note
        }

        private enum CodingKeys: String, CodingKey {
            case key, from, to, note
            case takesEffect = "takes_effect"
        }
    }
}

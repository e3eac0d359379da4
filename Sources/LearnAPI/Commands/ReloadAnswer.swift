/// `POST /v1/reload`: the settings that changed.
public struct ReloadAnswer: Hashable, Sendable, Codable {
    /// In force now, or from the next file, job or model on.
    public var applied: [Change]
    public var needsRestart: [Change]
    public var warnings: [String]

    public init(applied: [Change], needsRestart: [Change], warnings: [String]) {
        self.applied = applied
        self.needsRestart = needsRestart
        self.warnings = warnings
    }

    private enum CodingKeys: String, CodingKey {
        case applied, warnings
        case needsRestart = "needs_restart"
    }

    public struct Change: Hashable, Sendable, Codable {
        public var key: String
        public var from: String
        public var to: String
        /// `at once`, `from the next file on`…
        public var takesEffect: String

        public init(key: String, from: String, to: String, takesEffect: String) {
            self.key = key
            self.from = from
            self.to = to
            self.takesEffect = takesEffect
        }

        private enum CodingKeys: String, CodingKey {
            case key, from, to
            case takesEffect = "takes_effect"
        }
    }
}

/// What befell a whole model.
public enum ModelChangeKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A person had its versions taken away and its files learned again under the settings of now.
    case relearned
    /// The same, by the daemon: the settings that decide its form changed before a version had served.
    case reformed
    /// A person had all of it taken away.
    case removed
}

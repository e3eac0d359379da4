/// An accepted file's number in the registry; counts up over all models, never used again.
public struct BatchID: RawRepresentable, Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Its key in the registry.
    public var rawValue: Int64
    /// Any number; whether there is such a batch, the registry knows.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// The same without a label.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// The digits alone.
    public var description: String { String(rawValue) }
    /// Earlier recorded before later.
    public static func < (left: BatchID, right: BatchID) -> Bool { left.rawValue < right.rawValue }
}

/// A training job's number in the registry.
public struct JobID: RawRepresentable, Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Its key in the registry.
    public var rawValue: Int64
    /// Any number; whether there is such a job, the registry knows.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// The same without a label.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// The digits alone.
    public var description: String { String(rawValue) }
    /// Earlier begun before later.
    public static func < (left: JobID, right: JobID) -> Bool { left.rawValue < right.rawValue }
}

/// A version's number: 1, 2, 3… for each model, never renumbered.
public struct VersionNumber: RawRepresentable, Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// From 1 on.
    public var rawValue: Int
    /// Any number; whether the model has such a version, the registry knows.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// The same without a label.
    public init(_ rawValue: Int) { self.rawValue = rawValue }
    /// The digits alone.
    public var description: String { String(rawValue) }
    /// Of one model's: earlier made before later.
    public static func < (left: VersionNumber, right: VersionNumber) -> Bool { left.rawValue < right.rawValue }
}

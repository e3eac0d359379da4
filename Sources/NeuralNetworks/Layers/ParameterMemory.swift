/// Where a parameter's floats lie: in one of two stretches of memory, each with its own count of what is before it.
public enum ParameterSegment: Hashable, Sendable {
    /// Floats of the model's own, which may learn.
    case owned
    /// A file's, mapped and only read: shared by all that map it. They never learn, and have no gradient, state or average.
    case mapped
}

/// The floats of a network's parameters, in both segments.
public struct ParameterMemory {
    /// The owned ones, flat, as the network lays them out.
    public var owned: UnsafePointer<Float>
    /// The mapped ones; nil where there are none.
    public var mapped: UnsafePointer<Float>?

    /// Valid as long as both pointers are.
    public init(owned: UnsafePointer<Float>, mapped: UnsafePointer<Float>? = nil) {
        self.owned = owned
        self.mapped = mapped
    }

    /// A parameter's floats.
    ///
    /// - Precondition: Its segment is there.
    subscript(parameter: Parameter) -> UnsafePointer<Float> {
        switch parameter.segment {
        case .owned: return owned + parameter.offset
        case .mapped:
            guard let mapped else { preconditionFailure("\(parameter.path) lies in a file that is not mapped: Network.mapping(_:)") }
            return mapped + parameter.offset
        }
    }
}

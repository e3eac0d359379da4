/// How a version answers.
public struct ServingSpecification: Hashable, Sendable, Codable {
    /// The form that is asked for; where 8 bits lose too much, the version answers in 32-bit floats.
    public var precision: ServingPrecision

    /// 32-bit floats, unless another form is asked for.
    public init(precision: ServingPrecision = .single) { self.precision = precision }
}

/// In what form a version's weights answer predictions. Never part of the version itself, which keeps 32-bit floats.
public enum ServingPrecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// 32-bit floats.
    case single
    /// Weights in 8 bits with a scale for each output, where the CPU multiplies bytes (AVX512_VNNI) and the gate finds less than half a point lost.
    case int8
}

/// How a version answers.
public struct ServingSpecification: Hashable, Sendable, Codable {
    /// The form that is asked for; where it loses too much, or is not for this kind of model, the version answers in 32-bit floats.
    public var precision: ServingPrecision

    /// 32-bit floats, unless another form is asked for.
    public init(precision: ServingPrecision = .single) { self.precision = precision }
}

/// In what form a version's weights answer predictions. Never part of the version itself, which keeps 32-bit floats.
public enum ServingPrecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// 32-bit floats.
    case single
    /// The weights of a text encoder rounded to bfloat16, half as large, where the gate finds less than half a point lost. Models that read texts alone.
    case bfloat16
    /// Weights in 8 bits with a scale for each output, where the CPU multiplies bytes (AVX512_VNNI) and the gate finds less than half a point lost. Not for
    /// models that read texts.
    case int8
}

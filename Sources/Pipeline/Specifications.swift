import Domain
import Hashing
import Registry

/// The models' specifications as they are set now.
public struct Specifications: Sendable {
    private let lookUp: @Sendable (ModelName) -> ModelSpecification
    private let keep: @Sendable (_ new: ModelSpecification, _ recorded: ModelSpecification) -> ModelSpecification

    /// - Parameters:
    ///   - lookUp: What is set for a model.
    ///   - keep: For a model that has versions: what is set now, but with what can no longer change (label, network, …) as recorded.
    public init(
        lookUp: @escaping @Sendable (ModelName) -> ModelSpecification,
        keep: @escaping @Sendable (_ new: ModelSpecification, _ recorded: ModelSpecification) -> ModelSpecification
    ) {
        self.lookUp = lookUp
        self.keep = keep
    }

    /// What is set for a model now, whatever it was made with.
    public subscript(name: ModelName) -> ModelSpecification { lookUp(name) }

    /// The specification under which a model's next job runs, as canonical JSON.
    func forJob(of model: ModelInfo) throws -> [UInt8] {
        var new = self[model.name]
        if let form = model.formSettings, let method = try CanonicalJSON.decode(FormSettings.self, from: form).method {
            new.training.method = method
        }
        guard model.headVersion != nil, let recorded = model.specification else { return try CanonicalJSON.encode(new) }
        return try CanonicalJSON.encode(keep(new, CanonicalJSON.decode(ModelSpecification.self, from: recorded)))
    }
}

import Domain
import LearnAPI
import Models
import Prediction

/// What the Open Inference Protocol tells of the server and its models.
struct InferenceMetadata: Sendable {
    let operations: any DaemonOperations
    let host: ModelHost
    let release: String

    var server: InferenceServer {
        InferenceServer(name: "learnd", version: release, extensions: ["binary_tensor_data"])
    }

    func model(_ model: ModelName, version: VersionNumber?) async throws -> InferenceModel {
        let versions = try await operations.versions(of: model, PageQuery()).versions.map(\.number.description)
        let served = try await served(model, version)
        let inputs = served.predictor.layout.columns.map { column in
            InferenceModel.Tensor(
                name: column.name,
                datatype: InferenceDatatype.of(column.kind).rawValue,
                shape: [-1] + (column.image.map { [$0.height, $0.width, $0.channels] } ?? [])
            )
        }
        let outputs = InferenceOutput.all(of: served.predictor).map {
            InferenceModel.Tensor(name: $0.name, datatype: $0.datatype, shape: [-1] + $0.shape)
        }
        let platform = served.takesImages ? "learnd_images" : "learnd_tabular"
        return InferenceModel(name: model.text, versions: versions, platform: platform, inputs: inputs, outputs: outputs)
    }

    func state(of model: ModelName, version: VersionNumber?) async throws -> InferenceState {
        _ = try await served(model, version)
        return InferenceState(ready: true, name: model.text)
    }

    private func served(_ model: ModelName, _ version: VersionNumber?) async throws -> ServedVersion {
        if let version {
            return try await host.version(version, of: model) { try await operations.predictor(of: model, version: version) }
        }
        if let serving = host.serving(model) { return serving }
        throw await Refusal(noVersionOf: model, operations)
    }
}

extension Refusal {
    /// Why a model answers nothing: it is not there, or it has no version yet.
    init(noVersionOf model: ModelName, _ operations: any DaemonOperations) async {
        do {
            let summary = try await operations.model(model).model
            if let damage = summary.damage {
                self = Refusal(.unavailable, what: "model '\(model)' answers nothing: \(damage)")
                return
            }
            self = Refusal(
                .unavailable,
                what: "model '\(model)' has no version that serves",
                fix: "drop a file for it, or wait until the one that was dropped is learned ('learnctl status')"
            )
        } catch {
            self = Refusal(error)
        }
    }
}

import Configuration
import ContinualLearning
import Domain
import Hashing
import LearnAPI
import Rows
import Tensors

extension FuzzTarget {
    static let stored = [rowSets, safetensors, documents, settings]

    /// Stored rows: what is read is written as it was.
    private static let rowSets = FuzzTarget("row-sets") {
        { bytes in
            guard let rows = try? RowSet(decoding: Array(bytes)) else { return }
            try check(rows.encode().elementsEqual(bytes), "the rows are written in another way than they were read")
        }
    }

    /// Weights: what is read and written again is the same.
    private static let safetensors = FuzzTarget("safetensors") {
        { bytes in
            guard let tensors = try? Safetensors.decode(Array(bytes)) else { return }
            let written = try Safetensors.encode(tensors)
            let again = try Safetensors.decode(written)
            try check(try Safetensors.encode(again) == written, "\(tensors.map(\.name)) come back as \(again.map(\.name))")
        }
    }

    /// JSON documents of jobs, models and requests.
    private static let documents = FuzzTarget("documents") {
        { bytes in
            var input = FuzzInput(bytes)
            switch input.pick(6) {
            case 0: try document(Derivation.self, input.bytes)
            case 1: try document(ModelSpecification.self, input.bytes)
            case 2: try document(Schema.self, input.bytes)
            case 3: try document(RollbackRequest.self, input.bytes)
            case 4: try document(ModelChangeRequest.self, input.bytes)
            default: try document(PromoteRequest.self, input.bytes)
            }
        }
    }

    private static func document<Value: Codable & Hashable>(_ type: Value.Type, _ bytes: [UInt8]) throws {
        guard let value = try? CanonicalJSON.decode(type, from: bytes) else { return }
        let written = try CanonicalJSON.encode(value)
        try check(try CanonicalJSON.decode(type, from: written) == value, "\(value) comes back otherwise")
    }

    /// `learnd.yaml`.
    private static let settings = FuzzTarget("settings", mostBytes: 1024) {
        { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            do throws(Refusal) {
                _ = try LoadedConfiguration.settings(of: text, path: "/etc/learnd.yaml")
            } catch {
                try check(error.kind == .invalid, "\(error)")
            }
        }
    }
}

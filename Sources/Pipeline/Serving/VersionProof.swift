import Domain
import Hashing
import Registry

/// Whether versions are still what they were when they were recorded: the digest is made again from the parts that are listed now, so that a row
/// which was changed, on purpose or by a bad disk, serves no other weights under the version's number.
public struct VersionProof: Sendable {
    private let registry: VersionRegistry

    /// Proves versions of this registry.
    public init(registry: VersionRegistry) { self.registry = registry }

    /// Of what is listed; the parts' bytes are looked at by who loads them.
    ///
    /// - Throws: `Refusal` of kind `failed`.
    public func check(_ number: VersionNumber, of model: ModelName) async throws {
        let origin = try await registry.origin(of: number, of: model)
        func made(_ specification: Digest) -> Digest {
            VersionDigest.compute(parts: origin.parts, specification: specification, parent: origin.parent, batches: origin.batches)
        }
        let found = made(SHA256.hash(origin.specification))
        if found == origin.digest { return }
        // A job that an older program began and this one's predecessor ended has the specification's form of that day.
        if let specification = try? CanonicalJSON.decode(ModelSpecification.self, from: origin.specification),
            made(CanonicalJSON.digest(of: specification)) == origin.digest
        {
            return
        }
        throw Refusal(
            .failed,
            what:
                "what is listed of it hashes to \(found.short), not to \(origin.digest.short): the database was changed or is damaged there",
            at: "version \(number) of '\(model)'",
            fix: "go back to a version that loads with 'learnctl rollback', or restore a backup"
        )
    }

    /// Of all versions there are; what is wrong with those that do not fit.
    public func checkAll() async throws -> [String] {
        var faults: [String] = []
        for model in try await registry.models() {
            for version in try await registry.versionNumbers(of: model.name) {
                try Task.checkCancellation()
                do {
                    try await check(version, of: model.name)
                } catch let refusal as Refusal where refusal.kind == .failed {
                    faults.append("\(refusal)")
                }
            }
        }
        return faults
    }
}

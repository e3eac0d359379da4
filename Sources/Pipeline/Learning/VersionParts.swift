import Domain
import Examples

/// A version's parts by name.
struct VersionParts {
    static let model = "model"
    static let memory = "memory"
    static let validation = "validation"
    static let gate = "gate"

    let list: [VersionPart]

    init(_ list: [VersionPart]) { self.list = list }

    func rows(_ name: String) throws -> RowSet {
        guard let part = list.first(where: { $0.name == name }) else {
            throw Refusal(.failed, what: "the version has no part '\(name)'")
        }
        return try RowSet(decoding: part.bytes)
    }
}

import Domain
import Hashing
import Rows
import Tensors

/// The rows that a model remembers: at most so many, shared out over its classes, those of the highest priority; and what its method keeps beside each.
///
/// The rows are a function of all rows that the model ever learned, in any order and any pieces.
package struct ReplayMemory {
    package let rows: RowSet
    /// By names of the method's own.
    package private(set) var attachments: [String: RowAttachment]

    package init(_ rows: RowSet, attachments: [String: RowAttachment] = [:]) {
        precondition(attachments.values.allSatisfy { $0.values.count == rows.count * $0.width }, "an attachment of other rows")
        self.rows = rows
        self.attachments = attachments
    }

    /// The same rows under a form that may have more heads.
    func under(_ schema: Schema) -> ReplayMemory { ReplayMemory(rows.under(schema), attachments: attachments) }

    /// Without the rows that came again: their new label counts.
    package func without(_ new: RowSet) -> ReplayMemory { carried(to: rows.without(new)) }

    /// What is remembered once these are learned too; of a row that comes again nothing is kept beside it.
    package func taking(_ new: RowSet, capacity: Int, seed: UInt64) -> ReplayMemory {
        without(attachmentsOf: new).carried(to: rows.keepingBalanced(with: new, capacity: capacity, seed: seed))
    }

    /// Whether some of these rows are of classes that no remembered row is of.
    func isGrowing(with new: RowSet) -> Bool {
        zip(new.table.heads, rows.table.heads).contains { !Set($0.names).isSubset(of: $1.names) }
    }

    /// Other rows, with what is kept beside those that are in both.
    private func carried(to other: RowSet) -> ReplayMemory {
        guard !attachments.isEmpty else { return ReplayMemory(other) }
        let places = Dictionary(uniqueKeysWithValues: rows.keys.enumerated().map { ($1, $0) })
        let origins = other.keys.map { places[$0] }
        return ReplayMemory(other, attachments: attachments.mapValues { $0.picking(origins) })
    }

    private func without(attachmentsOf new: RowSet) -> ReplayMemory {
        guard !attachments.isEmpty else { return self }
        let again = Set(new.keys)
        let origins = rows.keys.enumerated().map { again.contains($1) ? nil : $0 }
        return ReplayMemory(rows, attachments: attachments.mapValues { $0.picking(origins) })
    }
}

/// So many numbers beside each of some rows; NaN where a row has none.
package struct RowAttachment: Hashable {
    package let width: Int
    /// `[rows, width]`.
    package let values: [Float]

    package init(width: Int, values: [Float]) {
        self.width = width
        self.values = values
    }

    /// Those of other rows, by where each was among these; nil: nowhere.
    func picking(_ origins: [Int?]) -> RowAttachment {
        RowAttachment(
            width: width,
            values: origins.flatMap { origin in
                origin.map { Array(values[$0 * width..<($0 + 1) * width]) } ?? [Float](repeating: .nan, count: width)
            }
        )
    }
}

/// How a version holds it: a row set, and beside it a tensor for each attachment.
extension ReplayMemory {
    private static let prefix = VersionContent.memory + "/"

    static func isPart(_ name: String) -> Bool { name == VersionContent.memory || name.hasPrefix(prefix) }

    package var parts: [VersionPart] {
        [VersionPart(name: VersionContent.memory, kind: .rows, bytes: rows.encode())]
            + attachments.sorted { $0.key < $1.key }.map { name, attachment in
                let tensor = Tensor(shape: [rows.count, attachment.width], elements: attachment.values)
                return VersionPart(name: Self.prefix + name, kind: .tensor(elementType: "F32", shape: tensor.shape), bytes: tensor.bytes)
            }
    }

    /// - Throws: `Refusal` where an attachment is not one of these rows.
    package init(_ parts: [VersionPart]) throws {
        let rows = try VersionContent.rows(VersionContent.memory, in: parts)
        var attachments: [String: RowAttachment] = [:]
        for part in parts where part.name.hasPrefix(Self.prefix) {
            let tensor = try VersionContent.tensor(part)
            guard tensor.shape.count == 2, tensor.shape[0] == rows.count else {
                throw Refusal(.failed, what: "part '\(part.name)' is of \(tensor.shape) numbers beside \(rows.count) remembered rows")
            }
            attachments[String(part.name.dropFirst(Self.prefix.count))] = RowAttachment(width: tensor.shape[1], values: tensor.elements)
        }
        self.init(rows, attachments: attachments)
    }
}

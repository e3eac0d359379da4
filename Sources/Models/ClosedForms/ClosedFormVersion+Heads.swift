import Rows
import Tensors

/// A closed form of several heads: one over the same features for each, side by side.
extension ClosedFormVersion {
    /// What a head's tensors, and a method's parts of it, begin with; nothing where there is but one.
    public static func prefix(ofHead head: Int, of heads: Int) -> String { heads == 1 ? "" : "heads.\(head)." }

    /// One head alone, as a version of a model of that head.
    public func head(_ index: Int) -> ClosedFormVersion {
        guard document.heads.count > 1 else { return self }
        var document = document
        document.schema = document.schema.head(index)
        document.map.label = document.heads[index].label
        document.heads = [document.heads[index]]
        document.heads[0].label = nil
        let prefix = Self.prefix(ofHead: index, of: self.document.heads.count)
        return ClosedFormVersion(
            document: document,
            tensors: tensors.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
                + encoderTensors,
            bytes: bytes.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.bytes) }
        )
    }

    /// Versions of one head each, over the same features.
    ///
    /// - Precondition: One for each head of the form, in its order.
    public init(_ heads: [ClosedFormVersion], schema: Schema) {
        guard heads.count > 1 else {
            self = heads[0]
            return
        }
        var document = heads[0].document
        document.schema = schema
        document.map.label = nil
        document.heads = heads.map { version in
            var head = version.document.heads[0]
            head.label = version.document.map.label
            return head
        }
        self.init(
            document: document,
            tensors: heads.enumerated().flatMap { index, version in
                version.tensors.filter { !$0.name.hasPrefix(Self.encoder) }
                    .map { (Self.prefix(ofHead: index, of: heads.count) + $0.name, $0.tensor) }
            } + heads[0].encoderTensors,
            bytes: heads.enumerated().flatMap { index, version in
                version.bytes.map { (Self.prefix(ofHead: index, of: heads.count) + $0.name, $0.bytes) }
            }
        )
    }
}

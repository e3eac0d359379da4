import Domain

extension VersionPart {
    /// The part by its digest.
    public var reference: PartReference {
        PartReference(name: name, kind: kind, digest: SHA256.hash(bytes), byteCount: bytes.count)
    }
}

extension PartSource {
    /// A part that is at hand.
    public init(_ part: VersionPart) {
        self.init(part.reference) {
            var rest = part.bytes[...]
            return {
                guard !rest.isEmpty else { return nil }
                defer { rest = rest.dropFirst(Self.pieceBytes) }
                return Array(rest.prefix(Self.pieceBytes))
            }
        }
    }
}

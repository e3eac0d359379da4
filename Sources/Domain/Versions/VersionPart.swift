/// One named piece of a version, stored once under its digest however many versions share it.
public struct VersionPart: Hashable, Sendable {
    /// What a part's bytes are.
    public enum Kind: Hashable, Sendable {
        /// Little-endian elements in row-major order.
        case tensor(elementType: String, shape: [Int])
        /// Canonical JSON (sorted keys): schema, labels, scaler, random state.
        case document
        /// An encoded row set: memory, validation or gate rows.
        case rows
    }

    /// `served/layers.0.weight`, `raw/…`, `optimizer/m/…`, `model`, `memory`, `validation`, `gate`.
    public var name: String
    /// How the bytes are to be read.
    public var kind: Kind
    /// All of them, as they are hashed and stored.
    public var bytes: [UInt8]

    /// A part that is in memory as a whole.
    public init(name: String, kind: Kind, bytes: [UInt8]) {
        self.name = name
        self.kind = kind
        self.bytes = bytes
    }
}

/// A part by its digest.
public struct PartReference: Hashable, Sendable {
    /// As `VersionPart.name`; no two parts of a version have the same.
    public var name: String
    /// How the bytes are to be read.
    public var kind: VersionPart.Kind
    /// SHA-256 of the bytes.
    public var digest: Digest
    /// Bytes of the whole part.
    public var byteCount: Int

    /// What the names of parts begin with that follow from the rows of the archive: sums.
    public static let madeAgainPrefix = "sums/"

    /// Whether it follows from the rows of the archive: its bytes may be dropped and made again.
    public var isMadeAgain: Bool { name.hasPrefix(Self.madeAgainPrefix) }

    /// Names a part without its bytes.
    public init(name: String, kind: VersionPart.Kind, digest: Digest, byteCount: Int) {
        self.name = name
        self.kind = kind
        self.digest = digest
        self.byteCount = byteCount
    }

    /// `tensor:F32:[128,64]`, `document` or `rows`: how a kind is written in the registry and in a version's digest.
    public var kindText: String { kind.text }
}

extension VersionPart.Kind {
    /// `tensor:F32:[128,64]`, `document` or `rows`; `init(text:)` reads it back.
    public var text: String {
        switch self {
        case .tensor(let elementType, let shape): "tensor:\(elementType):[\(shape.map(String.init).joined(separator: ","))]"
        case .document: "document"
        case .rows: "rows"
        }
    }

    /// Nil unless `text` is of the form that `text` gives.
    public init?(text: String) {
        switch text {
        case "document": self = .document
        case "rows": self = .rows
        default:
            let pieces = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard pieces.count == 3, pieces[0] == "tensor", pieces[2].first == "[", pieces[2].last == "]" else { return nil }
            let sizes = pieces[2].dropFirst().dropLast()
            let shape = sizes.isEmpty ? [] : sizes.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard shape.allSatisfy({ $0 != nil && $0! >= 0 }) else { return nil }
            self = .tensor(elementType: String(pieces[1]), shape: shape.compactMap(\.self))
        }
    }
}

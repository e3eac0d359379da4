/// A part whose bytes come in pieces: a part may be larger than there should be memory for.
public struct PartSource: Sendable {
    /// The most that a piece holds: bounds memory, a database's transaction, and how long others wait for one.
    public static let pieceBytes = 8 << 20

    /// Name, kind, digest and size: known before any of the bytes are read.
    public let reference: PartReference
    /// Begins the bytes anew: each call of what it returns gives the next piece, and nil after the last one, where they are what `reference` says.
    public let open: @Sendable () throws -> () throws -> [UInt8]?

    /// - Parameter open: Begins the bytes anew at each call; what it returns gives pieces of at most `pieceBytes`.
    public init(_ reference: PartReference, open: @escaping @Sendable () throws -> () throws -> [UInt8]?) {
        self.reference = reference
        self.open = open
    }

    /// All of it.
    public func whole() throws -> VersionPart {
        var bytes: [UInt8] = []
        let next = try open()
        while let piece = try next() { bytes += piece }
        return VersionPart(name: reference.name, kind: reference.kind, bytes: bytes)
    }
}

import Domain

/// The body of every `/v1` answer that is not 2xx: `{"error":{"kind":"not_found","what":"…","where":"…","fix":"…"}}`.
///
/// `where` and `fix` are left out where there is nothing to say.
public struct ErrorBody: Hashable, Sendable, Codable {
    /// What was refused, where, and how to put it right.
    public var error: Refusal

    /// A body of one refusal.
    public init(_ error: Refusal) { self.error = error }

    private enum CodingKeys: String, CodingKey {
        case error
    }

    private enum ErrorKeys: String, CodingKey {
        case kind, what, fix
        case place = "where"
    }

    /// Reads what `encode` writes; other members are left aside.
    ///
    /// - Throws: `DecodingError`, also for a kind that this release does not know.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self).nestedContainer(keyedBy: ErrorKeys.self, forKey: .error)
        error = Refusal(
            try container.decode(Refusal.Kind.self, forKey: .kind),
            what: try container.decode(String.self, forKey: .what),
            at: try container.decodeIfPresent(String.self, forKey: .place),
            fix: try container.decodeIfPresent(String.self, forKey: .fix)
        )
    }

    /// Writes the refusal's place as `where`, with the values that its words hold.
    public func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: CodingKeys.self)
        var container = outer.nestedContainer(keyedBy: ErrorKeys.self, forKey: .error)
        try container.encode(error.kind, forKey: .kind)
        try container.encode(error.what, forKey: .what)
        try container.encodeIfPresent(error.place, forKey: .place)
        try container.encodeIfPresent(error.fix, forKey: .fix)
    }
}

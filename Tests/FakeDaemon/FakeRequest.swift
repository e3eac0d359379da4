/// What a client sent.
public struct FakeRequest: Hashable, Sendable {
    /// As the request line has it: `GET`, `POST`.
    public var method: String
    /// Path and query, still percent-encoded.
    public var target: String
    /// Its bytes as UTF-8; empty where there were none.
    public var body: String

    /// `POST /v1/reload`, the query left out.
    public var route: String { method + " " + (target.split(separator: "?").first.map(String.init) ?? target) }
}

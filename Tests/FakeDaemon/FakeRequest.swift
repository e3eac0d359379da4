/// What a client sent.
public struct FakeRequest: Hashable, Sendable {
    public var method: String
    public var target: String
    public var body: String

    /// `POST /v1/reload`, the query left out.
    public var route: String { method + " " + (target.split(separator: "?").first.map(String.init) ?? target) }
}

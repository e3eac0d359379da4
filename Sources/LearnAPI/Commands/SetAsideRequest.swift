/// `POST /v1/batches/{id}/set-aside`.
public struct SetAsideRequest: Hashable, Sendable, Codable {
    /// Shown as the file's own; left out: the daemon writes by whom.
    public var reason: String?

    /// A request with a reason, or without.
    public init(reason: String? = nil) {
        self.reason = reason
    }
}

/// What a socket is for.
public enum SocketRole: String, Hashable, Sendable {
    /// Reads and predicts.
    case predict
    /// Also changes things.
    case admin
    /// Named by hand: the daemon will tell.
    case unknown

    /// By the names the daemon gives its sockets.
    public init(ofSocketNamed path: String) {
        switch path.split(separator: "/").last {
        case "admin.sock": self = .admin
        case "predict.sock": self = .predict
        default: self = .unknown
        }
    }

    /// The group whose members may open the socket where learnd is installed.
    public var group: String { self == .predict ? "learnd-predict" : "learnd-admin" }
}

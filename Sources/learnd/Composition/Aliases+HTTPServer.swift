import HTTPServer

/// `Configuration` has server settings too, and `HTTPServer.ServerSettings` would be looked for in the struct of that name.
typealias SocketServerSettings = ServerSettings

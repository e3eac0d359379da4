import Domain
import LearnAPI
import NIOCore
import NIOHTTP1

/// How a path's errors are written.
enum Dialect: Sendable {
    /// `{"error":{"kind","what","where","fix"}}`
    case plain
    /// `{"error":"…"}`, as the Open Inference Protocol has it.
    case inference

    init(path: some StringProtocol) {
        self = path == "/v2" || path.hasPrefix("/v2/") ? .inference : .plain
    }

    /// - Parameter status: Where HTTP has a status of its own for it; else by the refusal's kind.
    func respond(_ refusal: Refusal, status: HTTPResponseStatus? = nil) -> Response {
        let bytes: [UInt8]?
        switch self {
        case .plain: bytes = try? APIDocument.line(ErrorBody(refusal))
        case .inference: bytes = try? APIDocument.line(InferenceError(error: refusal.description))
        }
        var response = Response(status: status ?? refusal.kind.status, body: ByteBuffer(bytes: bytes ?? []))
        if let seconds = refusal.kind.retryAfterSeconds { response.headers.append(("retry-after", "\(seconds)")) }
        return response
    }
}

import Domain
import FoundationEssentials
import LearnAPI
import NIOCore

/// A request for a route that is answered by a task.
struct CallRequest: Sendable {
    var target: RequestTarget
    /// The values of the route's pattern, in order.
    var values: [String]
    var body: ByteBuffer
    var socket: SocketName
    /// The peer; nil where it cannot be told.
    var caller: @Sendable () async throws -> Caller

    func model() throws(Refusal) -> ModelName { try ModelName(values[0]) }

    /// The version that the path names after the model.
    func version() throws(Refusal) -> VersionNumber { try Self.version(values[1]) }

    static func version(_ text: String) throws(Refusal) -> VersionNumber {
        guard let number = Int(text), number > 0 else {
            throw Refusal(.invalid, what: "'\(text)' is no version", fix: "versions are numbered 1, 2, 3…")
        }
        return VersionNumber(number)
    }

    func batch() throws(Refusal) -> BatchID {
        guard let number = Int64(values[0]), number > 0 else {
            throw Refusal(.invalid, what: "'\(values[0])' is no batch", fix: "batches are numbered; GET /v1/batches lists them")
        }
        return BatchID(number)
    }

    /// The body's document; `absent` where there is no body.
    func document<Document: Decodable>(_ type: Document.Type, absent: Document? = nil) throws(Refusal) -> Document {
        if body.readableBytes == 0, let absent { return absent }
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch {
            throw Refusal(.invalid, what: "the body is not what \(type) takes: \(Self.text(of: error))", fix: "see the API's documentation")
        }
    }

    /// What a decoder says, without its type names.
    private static func text(of error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "" : " at " + path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(place(context.codingPath))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.debugDescription + place(context.codingPath)
        default: "\(error)"
        }
    }
}

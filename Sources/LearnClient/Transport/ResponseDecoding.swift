import Domain
import FoundationEssentials
import LearnAPI

/// Turns answers into values or errors.
enum ResponseDecoding {
    static func decode<Value: Decodable>(_ type: Value.Type, from response: Response, to request: Request) throws -> Value {
        guard (200..<300).contains(response.status) else { throw error(response, to: request) }
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw ClientError.broken(
                "the answer to \(request.name) is not what this learnctl knows (\(error)); are learnctl and learnd of one version?"
            )
        }
    }

    /// The daemon's refusal where the body holds one, else what can be said from the status.
    static func error(_ response: Response, to request: Request) -> ClientError {
        if let body = try? JSONDecoder().decode(ErrorBody.self, from: Data(response.body)) {
            return .refused(body.error, status: response.status)
        }
        return .broken("\(request.name) was answered with status \(response.status) and no reason; is the socket learnd's?")
    }
}

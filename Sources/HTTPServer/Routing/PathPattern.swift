/// `/v1/models/{model}/predict`: a path with names where a request has values.
struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    private enum Segment: Hashable, Sendable {
        case exact(String)
        case value
    }

    let description: String
    private let segments: [Segment]

    init(stringLiteral text: String) {
        description = text
        segments = text.dropFirst().split(separator: "/").map { $0.first == "{" ? .value : .exact(String($0)) }
    }

    /// The values in order; nil if the path is another.
    func match(_ path: [String]) -> [String]? {
        guard path.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .exact(let exact): if exact != text { return nil }
            case .value:
                if text.isEmpty { return nil }
                values.append(text)
            }
        }
        return values
    }
}

import Domain

/// What a list that goes on and on is asked for: the newest entries, or those before one.
public struct PageQuery: Hashable, Sendable {
    /// Only older ones than this, by its number.
    public var before: Int64?
    /// 1 to 1000.
    public var limit: Int

    /// The most that `limit` may be.
    public static let mostRows = 1000

    /// The defaults are those of a request without parameters.
    public init(before: Int64? = nil, limit: Int = mostRows) {
        self.before = before
        self.limit = limit
    }

    /// - Throws: `Refusal` naming the parameter.
    init(_ query: [String: String]) throws(Refusal) {
        self.init()
        for (name, value) in query.sorted(by: { $0.key < $1.key }) {
            func refusal(_ fix: String) -> Refusal { Refusal(.invalid, what: "'\(value)' is not valid", at: "?\(name)=", fix: fix) }
            switch name {
            case "before":
                before = Int64(value)
                if before == nil { throw refusal("give the number that the page before has as 'before'") }
            case "limit":
                limit = Int(value) ?? 0
                if !(1...Self.mostRows).contains(limit) { throw refusal("give a number from 1 to \(Self.mostRows)") }
            default: throw Refusal(.invalid, what: "there is no parameter '\(name)'", at: "?\(name)=", fix: "use before or limit")
            }
        }
    }
}

import Domain
import LearnClient

/// The daemon counts the rows of a request; a person counts the lines of a file.
enum RowPlace {
    /// `error` with its `rows[3].petal_length` told as `line 5, column petal_length`.
    ///
    /// - Parameter name: What the row at an index is called; empty for the only one, nil leaves the place as it is.
    static func relabel(_ error: any Error, name: (Int) -> String?) -> any Error {
        guard case .refused(var refusal, let status)? = error as? ClientError, let place = refusal.place, place.hasPrefix("rows["),
            let end = place.firstIndex(of: "]"), let index = Int(place.dropFirst("rows[".count).prefix(upTo: end)), let name = name(index)
        else { return error }
        let rest = place[place.index(after: end)...]
        let column = rest.hasPrefix(".") ? "column \(rest.dropFirst())" : nil
        refusal.place = name.isEmpty ? column : column.map { "\(name), \($0)" } ?? name + rest
        return ClientError.refused(refusal, status: status)
    }
}

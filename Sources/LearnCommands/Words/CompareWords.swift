import Domain
import LearnAPI

/// What a comparison of methods came to.
enum CompareWords {
    static func lines(_ answer: CompareResponse, width: Int?) -> [String] {
        var table = Table(
            .text("METHOD"),
            .number(VersionWords.name(answer.metric).uppercased()),
            .number("FORGOTTEN"),
            .number("HELD"),
            .number("TRAINING"),
            .number("SIZE")
        )
        for entry in answer.methods {
            table.add([
                entry.method,
                VersionWords.score(entry.score, answer.metric),
                entry.forgetting.map { "\(Amounts.fixed($0 * 100, digits: 1)) pt" } ?? "-",
                "\(entry.held) of \(answer.versions)",
                Amounts.duration(.milliseconds(Int64(entry.seconds * 1000))),
                Amounts.bytes(entry.bytes),
            ])
        }
        return table.lines(fitting: width) + [verdict(answer)].flatMap { $0.wrapped(to: width) }
    }

    private static func verdict(_ answer: CompareResponse) -> String {
        let rows = answer.methods.first.map { " on \(Amounts.count($0.rows, "held-out row"))" } ?? ""
        guard let better = answer.better else {
            return answer.current.map { "no method does certainly better\(rows) than \($0), the model's own" }
                ?? "no method does certainly better\(rows)"
        }
        return "\(better) does better\(rows)\(answer.current.map { " than \($0), the model's own" } ?? ""): "
            + "'learnctl relearn \(answer.model) --method \(better)' takes it over"
    }
}

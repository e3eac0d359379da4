import Domain
import Lineages
import Models
import RowSamples
import Rows
import Testing

@Suite("What is learned of dates")
struct DateLearningTests {
    /// Hours of 2024, each with one of three answers: by the hour on workdays, another at weekends.
    private static func rows(_ hours: Range<Int>, batch: Int) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        let moments = hours.map { _ in 1_704_067_200 + Double(Int.random(in: hours, using: &random)) * 3_600 }
        let labels = moments.map { moment -> Int32 in
            let (day, hour) = Int(moment / 3_600).quotientAndRemainder(dividingBy: 24)
            if CalendarDay(day).weekday >= 5 { return 2 }
            return (8..<18).contains(hour) ? 1 : 0
        }
        let schema = Schema(columns: [.init(name: "at", kind: .date)], label: "shift", task: .classification, repeated: .count)
        return RowSet(
            table: ExampleTable(
                schema: schema,
                columns: [.numbers(moments)],
                labels: .classes(labels, names: ["night", "day", "weekend"])
            ),
            batch: SampleRows.batch(batch)
        )
    }

    // As a number alone, a moment says nothing of either: 0.42 are right by always the same answer.
    @Test(
        "are hours and weekdays, so that later weeks are answered by earlier ones",
        arguments: [TrainingSpecification.Method.replay, .analytic]
    )
    func weeks(method: TrainingSpecification.Method) throws {
        var lineage = try Lineage(ModelSpecification(training: .init { $0.method = method }))
        defer { lineage.remove() }
        for week in 0..<4 { try lineage.learn(Self.rows(week * 840..<(week + 1) * 840, batch: week)) }
        let isHeld = lineage.judgements.contains { !$0.passed }
        #expect(!isHeld)
        let predictor = try #require(try lineage.predictor())
        let later = Self.rows(4 * 840..<4 * 840 + 400, batch: 9)
        guard case .classes(let indices, let names) = later.table.labels, case .classes(let classes) = predictor.outputs else { return }
        let answers = predictor.predict(later.table)
        let right = indices.indices.count { row in
            let own = answers[row * classes.count..<(row + 1) * classes.count]
            return classes[own.indices.max { own[$0] < own[$1] }! - own.startIndex] == names[Int(indices[row])]
        }
        #expect(right >= 9 * later.count / 10, "\(right) of \(later.count)")
    }
}

import Domain
import Rows

/// Numbers far outside their column's middle: told of once a file, since they are learned as the nearest value within reach.
enum FarValues {
    /// More than this share of a column lies far out: it is that wide.
    private static let most = 0.01
    private static let sample = 2_048

    static func warnings(_ table: ExampleTable, lines: [Int32], _ unit: RowUnit) -> [String] {
        var warnings = zip(table.schema.columns, table.columns).compactMap { column, values -> String? in
            guard let numbers = values.numbers else { return nil }
            return warning("column '\(column.name)'", numbers, lines, unit, effect: "as far as is within reach") {
                column.kind.form.text($0)
            }
        }
        for (head, labels) in zip(table.schema.heads, table.heads) {
            guard case .numbers(let labels) = labels else { continue }
            let effect = "as the nearest value within reach"
            if let warning = warning("the label '\(head.name)'", labels, lines, unit, effect: effect, NumberText.whole) {
                warnings.append(warning)
            }
        }
        return warnings
    }

    private static func warning(
        _ what: String,
        _ numbers: [Double],
        _ lines: [Int32],
        _ unit: RowUnit,
        effect: String,
        _ text: (Double) -> String
    ) -> String? {
        let step = max(1, numbers.count / sample)
        let scale = RobustScale(stride(from: 0, to: numbers.count, by: step).map { numbers[$0] })
        guard scale.count >= 20 else { return nil }
        if let placeholder = scale.placeholder, let first = numbers.firstIndex(of: placeholder) {
            let count = numbers.count { $0 == placeholder }
            return
                "\(what): \(count) values are \(text(placeholder)), far from all others, the first in \(unit.place(lines[first])): "
                + "if this means missing, leave these cells empty"
        }
        // Counted without a branch, since there are nearly always none: NaN is neither under nor over.
        let usual = scale.usual
        var count = 0
        for number in numbers { count += (number < usual.lowerBound ? 1 : 0) + (number > usual.upperBound ? 1 : 0) }
        guard count > 0, Double(count) <= most * Double(numbers.count), let first = numbers.firstIndex(where: scale.isOutlandish) else {
            return nil
        }
        return
            "\(what): \(count == 1 ? "1 value is" : "\(count) values are") far outside the others, first \(RowValue.marked(text(numbers[first]))) in \(unit.place(lines[first])): learned \(effect)"
    }
}

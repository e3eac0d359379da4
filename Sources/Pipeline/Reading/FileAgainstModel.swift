import Domain
import Glibc
import Reading
import Rows

/// What a file has that the model in service never saw: told of, since it may be meant so or be another way to write the same.
struct FileAgainstModel {
    let table: ExampleTable
    let model: String
    let known: KnownModel

    /// A column whose middle value lies so many scales from the model's middle is in another unit, or another column.
    private static let far = 5.0
    private static let leastValues = 8
    private static let sample = 1_024

    var warnings: [String] {
        zip(table.schema.heads, table.heads).flatMap(classes) + zip(table.schema.columns, table.columns).compactMap { column($0, $1) }
    }

    /// Classes in another spelling than the model's, slips of them, and new ones.
    private func classes(_ head: Schema.Head, _ labels: ExampleTable.Labels) -> [String] {
        // A model of one label may not name it; a file may say nothing of one of several.
        let unnamed = table.schema.heads.count == 1 ? known.classes[""] : nil
        guard case .classes(let indices, let names) = labels, !names.isEmpty, let known = known.classes[head.name] ?? unnamed else {
            return []
        }
        func counted(_ place: Int) -> String {
            let rows = indices.count { $0 == Int32(place) }
            return "'\(names[place])' (\(rows == 1 ? "1 row" : "\(rows) rows"))"
        }
        let folded = table.schema.spellings == .folded ? Spelling.names(names, known: known) : names
        let again =
            "drop the file again after setting this file aside or, if it has been learned, rolling back (learnctl rollback \(model))"
        var warnings: [String] = []
        var new: [Int] = []
        for (place, name) in zip(names.indices, folded) {
            if known.contains(name) {
                if name != names[place] { warnings.append("\(counted(place)) is read as the class '\(name)'") }
            } else if let near = Self.slip(name, of: known) {
                warnings.append("\(counted(place)) is a new class, one letter from '\(near)': if it is a typo, fix it and \(again)")
            } else {
                new.append(place)
            }
        }
        if new.count == names.count, !(known + names).allSatisfy(Self.isNumber) {
            warnings.append(
                "none of its labels is a class that the model knows (\(NameList.text(known))): \(NameList.text(names)) are learned as new ones; "
                    + "if these are different names for the same classes, use the existing names and \(again)"
            )
        } else if !new.isEmpty {
            let shown = new.prefix(10).map(counted).joined(separator: ", ") + (new.count > 10 ? " and \(new.count - 10) more" : "")
            warnings.append("\(new.count == 1 ? "a new class" : "new classes"): \(shown)")
        }
        return warnings
    }

    /// A slip of the pen; numbers that differ in a digit are none.
    private static func slip(_ name: String, of known: [String]) -> String? {
        guard name.count >= 3, name.contains(where: \.isLetter), !name.contains(where: \.isNumber) else { return nil }
        return known.first { EditDistance.between($0.lowercased(), name.lowercased()) <= 1 }
    }

    private static func isNumber(_ name: String) -> Bool { name.allSatisfy { $0.isNumber || "+-.".contains($0) } }

    /// Three digits say enough, and are no row's value.
    private static func short(_ number: Double) -> String {
        guard number != 0, number.isFinite else { return "\(number)" }
        let places = 2 - Int(log10(abs(number)).rounded(.down))
        if places > 0, places < 12 { return Decimals.text(number, places: places) }
        let unit = pow(10, Double(-places))
        return NumberText.whole((number / unit).rounded() * unit)
    }

    /// A feature column that has nothing in common with what was learned.
    private func column(_ column: Schema.Column, _ values: ExampleTable.Values) -> String? {
        guard let learned = known.columns.first(where: { $0.name == column.name }) else { return nil }
        if column.kind.form.areLevels, let (indices, levels) = values.categories {
            let known = Set(learned.levels)
            let there = indices.filter { $0 >= 0 }
            // Ids and dates are new in every file.
            guard there.count >= Self.leastValues, 2 * levels.count <= there.count, !known.isEmpty,
                !there.contains(where: { known.contains(levels[Int($0)]) })
            else {
                return nil
            }
            return
                "column '\(column.name)': none of its \(levels.count) different values was learned before, the model knows \(known.count) others: "
                + "if these are different spellings of the same values, use one spelling"
        }
        // Later moments are what later files bring.
        if column.kind == .numeric, let numbers = values.numbers {
            guard let mean = learned.mean, let scale = learned.scale else { return nil }
            // A sample says where the middle is.
            let step = max(1, numbers.count / Self.sample)
            let there = stride(from: 0, to: numbers.count, by: step).map { numbers[$0] }.filter { !$0.isNaN }.sorted()
            guard there.count >= Self.leastValues, scale > 0 else { return nil }
            let middle = there[there.count / 2]
            guard abs(middle - mean) > Self.far * scale else { return nil }
            return
                "column '\(column.name)': half of its values are \(middle < mean ? "under" : "over") \(Self.short(middle)), far outside what was learned "
                + "(about \(Self.short(mean)) ± \(Self.short(scale))): is it in another unit, or another column?"
        }
        return nil
    }
}

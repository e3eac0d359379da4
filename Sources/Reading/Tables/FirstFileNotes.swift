import Domain
import Rows

/// What was decided from a model's first file, and why: printed by `learnctl drop`, kept for `learnctl show`.
enum FirstFileNotes {
    /// - Parameter repeats: What the rows say of repeated ones, and whether the settings decided instead.
    static func lines(
        _ table: ExampleTable,
        _ choices: [LabelChoice],
        _ verdicts: [LabelVerdict],
        ignored: [String],
        repeats: (found: Repeats, isSet: Bool)?
    ) -> [String] {
        var lines = zip(zip(choices, verdicts), table.heads).map { found, labels in
            "label: \(found.0.name) (\(found.0.reason)), \(task(labels, found.1))\(lacking(labels))"
        }
        lines.append(columns(table.schema, ignored))
        if let (found, isSet) = repeats, let rule = table.schema.repeated {
            lines.append(
                "repeated rows: "
                    + (isSet
                        ? "\(rule == .count ? "every copy counts" : "duplicates count once") (set in the model's settings)"
                        : found.reason(rule))
            )
        }
        if table.schema.decimal == .comma { lines.append("numbers: read with decimal commas") }
        return lines
    }

    /// Of a file of images.
    ///
    /// - Parameter areFolders: It is a folder of them, whose own folders' names are the labels; else labels come with the images.
    static func images(_ table: ExampleTable, areFolders: Bool) -> [String] {
        guard case .classes(_, let names) = table.labels else { return [] }
        return ["label: \(areFolders ? "the folders' names, " : "")\(classes(names))", columns(table.schema, [])]
    }

    private static func classes(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return "\(names.count) \(names.count == 1 ? "class" : "classes") (\(shown))"
    }

    /// How many rows have others of the labels alone.
    private static func lacking(_ labels: ExampleTable.Labels) -> String {
        let count = (0..<labels.count).count { !labels.hasLabel($0) }
        return count == 0 ? "" : "; \(count) of \(labels.count) rows lack it"
    }

    private static func task(_ labels: ExampleTable.Labels, _ verdict: LabelVerdict) -> String {
        switch labels {
        case .classes(_, let names): return classes(names)
        case .numbers:
            return verdict.isWhole ? "a number (more than \(LabelBuilder.mostNumberedClasses) distinct whole-number values)" : "a number"
        }
    }

    private static func columns(_ schema: Schema, _ ignored: [String]) -> String {
        if let image = schema.image { return "columns: images of \(image)" }
        var parts = ColumnKind.forms.compactMap { form -> String? in
            let names = schema.columns.filter { $0.kind == form.kind }.map(\.name)
            return names.isEmpty
                ? nil : "\(names.count) \(form.kind.rawValue) (\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : ""))"
        }
        if !ignored.isEmpty { parts.append("left out: \(ignored.joined(separator: ", "))") }
        return "columns: " + parts.joined(separator: ", ")
    }
}

import Domain
import Rows

/// What was decided from a model's first file, and why: printed by `learnctl drop`, kept for `learnctl show`.
enum FirstFileNotes {
    /// - Parameter repeats: What the rows say of repeated ones, and whether the settings decided instead.
    static func lines(
        _ table: ExampleTable, _ choice: LabelChoice, _ verdict: LabelVerdict, ignored: [String], repeats: (found: Repeats, isSet: Bool)?
    ) -> [String] {
        var lines = ["label: \(choice.name), \(task(table, verdict)): \(choice.reason)", columns(table.schema, ignored)]
        if let (found, isSet) = repeats, let rule = table.schema.repeated {
            lines.append(
                "repeated rows: "
                    + (isSet
                        ? "\(rule == .count ? "each row counts" : "a row that comes again counts once"), by the model's settings"
                        : found.reason(rule)))
        }
        if table.schema.decimal == .comma { lines.append("numbers: read with decimal commas") }
        return lines
    }

    /// Of a file of images.
    static func images(_ table: ExampleTable) -> [String] {
        guard case .classes(_, let names) = table.labels else { return [] }
        return ["label: \(classes(names)): what the images are filed under", columns(table.schema, [])]
    }

    private static func classes(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return "\(names.count) \(names.count == 1 ? "class" : "classes") (\(shown))"
    }

    private static func task(_ table: ExampleTable, _ verdict: LabelVerdict) -> String {
        switch table.labels {
        case .classes(_, let names): return classes(names)
        case .numbers:
            return verdict.isWhole ? "a number (whole numbers of more than \(LabelBuilder.mostNumberedClasses) values)" : "a number"
        }
    }

    private static func columns(_ schema: Schema, _ ignored: [String]) -> String {
        if let image = schema.image { return "columns: images of \(image)" }
        let kinds: [(ColumnKind, String)] = [(.numeric, "numeric"), (.categorical, "categorical"), (.boolean, "boolean")]
        var parts = kinds.compactMap { kind, word -> String? in
            let names = schema.columns.filter { $0.kind == kind }.map(\.name)
            return names.isEmpty
                ? nil : "\(names.count) \(word) (\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : ""))"
        }
        if !ignored.isEmpty { parts.append("left out: \(ignored.joined(separator: ", "))") }
        return "columns: " + parts.joined(separator: ", ")
    }
}

/// What people should look at in a model's first file.
struct FirstFileRemarks {
    private(set) var warnings: [String] = []

    /// Rows from which on a column that is another in each of them is worth a word.
    private static let leastRows = 20
    /// Above so many classes a label is probably another column than was meant.
    static let manyClasses = 1_000

    init(
        _ columns: [ColumnBuilder], _ verdicts: [ColumnVerdict?], _ specification: ModelSpecification, _ choice: LabelChoice,
        _ verdict: LabelVerdict, classes: Int, rows: Int
    ) {
        if choice.isGuess { guess(choice) }
        label(choice, verdict)
        if verdict.task == .classification, classes > Self.manyClasses {
            warnings.append("the label '\(choice.name)' has \(classes) classes; if it is not the column to learn, set models.MODEL.label")
        }
        for (column, verdict) in zip(columns, verdicts) where !column.isGiven {
            if let warning = verdict?.warning { warnings.append(warning) }
            if let warning = Self.style(column, verdict) { warnings.append(warning) }
            if let warning = Self.commas(column, verdict) ?? Self.useless(column, verdict, rows) { warnings.append(warning) }
        }
        let empty = columns.filter { !$0.sawValue && !$0.isGiven }.map(\.name)
        if !empty.isEmpty { warnings.append("columns without any value are taken for numbers: \(NameList.text(empty))") }
    }

    private mutating func guess(_ choice: LabelChoice) {
        let rival = choice.rival.map { " (the next likely is '\($0)')" } ?? ""
        warnings.append(
            "that '\(choice.name)' is the label is a guess\(rival): if it is another column, set models.MODEL.label and use 'learnctl relearn MODEL'"
        )
    }

    private mutating func label(_ choice: LabelChoice, _ verdict: LabelVerdict) {
        if verdict.task == .regression, verdict.isWhole {
            warnings.append(
                "the label '\(choice.name)' holds whole numbers of \(verdict.values.map(String.init) ?? "more than \(LabelBuilder.mostNumberedClasses)") values and is learned as a number: "
                    + "if they are classes, set models.MODEL.task: classification")
        } else if verdict.task == .classification, verdict.isWhole, let values = verdict.values, values > 10 {
            warnings.append(
                "the label '\(choice.name)' holds \(values) whole numbers and is learned as that many classes: if it is a count, set models.MODEL.task: regression"
            )
        }
    }

    /// Numbers as people write them, which are read as what they say.
    private static func style(_ column: ColumnBuilder, _ verdict: ColumnVerdict?) -> String? {
        guard verdict?.kind == .numeric, let first = column.marks.styled, !column.decimalComma else { return nil }
        return
            "column '\(column.name)': numbers such as '\(first.text)' (line \(first.line)) are read as \(NumberText.whole(first.value)); "
            + "set models.MODEL.columns: {\(column.name): categorical} to keep them as texts"
    }

    /// Numbers with commas that the file as a whole does not show to be decimal ones.
    private static func commas(_ column: ColumnBuilder, _ verdict: ColumnVerdict?) -> String? {
        guard verdict?.kind == .categorical, column.kind == .categorical, !column.decimalComma else { return nil }
        let numbers = column.texts.filter { DecimalCommas.isNumber($0) }
        guard let first = numbers.first, 2 * numbers.count >= column.texts.count else { return nil }
        return
            "column '\(column.name)' holds numbers such as '\(first)' as texts, since other numbers of the file have points: if these commas are decimal ones, "
            + "set models.MODEL.rows: {decimal: comma}"
    }

    private static func useless(_ column: ColumnBuilder, _ verdict: ColumnVerdict?, _ rows: Int) -> String? {
        guard rows >= leastRows, let kind = verdict?.kind else { return nil }
        let fix = "set models.MODEL.columns: {\(column.name): ignore}"
        if kind == .numeric, column.kind == .numeric, column.marks.isCounting, column.census.numbers == rows {
            return "column '\(column.name)' only counts the rows: if it is a number of the row, \(fix)"
        }
        guard kind == .categorical, column.kind == .categorical else { return nil }
        if DateTexts.areMost(column.texts) {
            return
                "column '\(column.name)' holds dates or times ('\(column.texts[0])'), which are not learned as such yet, only as texts: \(fix)"
        }
        let (values, distinct) = column.categories
        guard values >= leastRows, 10 * distinct >= 9 * values else { return nil }
        return
            "column '\(column.name)' has a different text in nearly every row (\(distinct) in \(values)): nothing can be learned from it; if it is an id or free text, \(fix)"
    }
}

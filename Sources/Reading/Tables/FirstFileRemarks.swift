import Domain
import Rows

/// What people should look at in a model's first file.
struct FirstFileRemarks {
    private(set) var warnings: [String] = []

    /// Rows from which on a column that is another in each of them is worth a word.
    private static let leastRows = 20
    /// Fewer texts may well be names: `2 doors`, `4 doors`.
    private static let leastMeasures = 12
    /// Columns whose names differ in their digits alone.
    private static let leastSeries = 8
    /// Above so many classes a label is probably another column than was meant.
    static let manyClasses = 1_000

    init(
        _ columns: [ColumnBuilder],
        _ verdicts: [ColumnVerdict?],
        _ specification: ModelSpecification,
        _ choices: [LabelChoice],
        _ labelVerdicts: [LabelVerdict],
        _ labels: [LabelBuilder],
        rows: Int,
        unit: RowUnit
    ) {
        for (choice, (verdict, label)) in zip(choices, zip(labelVerdicts, labels)) { self.label(choice, verdict, label) }
        for (column, verdict) in zip(columns, verdicts) where !column.isGiven {
            if let warning = verdict?.warning { warnings.append(warning) }
            if let warning = Self.style(column, verdict, unit) { warnings.append(warning) }
            if verdict?.kind == .numeric, let warning = column.marks.pointGroups.warning("column '\(column.name)'") {
                warnings.append(warning)
            }
            if let warning = Self.commas(column, verdict) ?? Self.otherKind(column, verdict) ?? Self.useless(column, verdict, rows) {
                warnings.append(warning)
            }
        }
        let constant = Self.constant(columns, rows)
        if !constant.isEmpty {
            let (column, have, them) = constant.count == 1 ? ("column", "has", "it") : ("columns", "each have", "them")
            warnings.append(
                "\(column) \(NameList.text(constant)) \(have) one value in all rows, so nothing can be learned from \(them) until other values appear; "
                    + "models.MODEL.columns: {\(NameList.each(constant, "ignore"))} leaves \(them) out"
            )
        }
        let empty = columns.filter { !$0.sawValue && !$0.isGiven }.map(\.name)
        if !empty.isEmpty { warnings.append("columns without any values are treated as numbers: \(NameList.text(empty))") }
    }

    /// Columns with one value in every row. Not those of a series (`pixel_0`, `pixel_1` …): that some of these never change is usual.
    private static func constant(_ columns: [ColumnBuilder], _ rows: Int) -> [String] {
        guard rows >= leastRows else { return [] }
        func stem(_ name: String) -> String { name.filter { !$0.isNumber } }
        var series: [String: Int] = [:]
        for column in columns { series[stem(column.name), default: 0] += 1 }
        return columns.filter { series[stem($0.name)]! < leastSeries && $0.isConstant }.map(\.name)
    }

    /// Classes of which there is one row: a total's line, a slip of the pen.
    static func rareClasses(_ table: ExampleTable) -> [String] { table.heads.flatMap(rareClasses) }

    private static func rareClasses(_ labels: ExampleTable.Labels) -> [String] {
        guard case .classes(let all, let names) = labels, case let indices = all.filter({ $0 >= 0 }), indices.count >= leastRows else {
            return []
        }
        if names.count == 1 { return ["all rows have the label '\(names[0])': no class can be learned until a second label arrives"] }
        var counts = [Int](repeating: 0, count: names.count)
        for index in indices { counts[Int(index)] += 1 }
        let single = names.indices.filter { counts[$0] == 1 }.map { names[$0] }
        // Where most are so rare, it is no slip.
        guard !single.isEmpty, 2 * single.count <= names.count else { return [] }
        return ["classes with only one row: \(NameList.text(single)); if that is a typo or not a data row, fix the file"]
    }

    private mutating func guess(_ choice: LabelChoice) {
        let rival = choice.rival.map { " (next most likely: '\($0)')" } ?? ""
        warnings.append(
            "'\(choice.name)' was guessed as the label\(rival); if that is wrong, set models.MODEL.label to the right column in CONFIGURATION, then "
                + "'learnctl reload' and 'learnctl relearn MODEL'"
        )
    }

    private mutating func label(_ choice: LabelChoice, _ verdict: LabelVerdict, _ label: LabelBuilder) {
        if choice.isGuess { guess(choice) }
        wholeNumbers(choice, verdict)
        if verdict.task == .regression, let warning = label.pointGroups.warning("the label '\(choice.name)'") { warnings.append(warning) }
        if verdict.task == .classification, let warning = Self.measures(label.texts, "the label '\(choice.name)'") {
            warnings.append(warning)
        }
        if verdict.task == .classification, label.classCount > Self.manyClasses {
            warnings.append(
                "the label '\(choice.name)' has \(label.classCount) classes; if it is not the column to learn, set models.MODEL.label"
            )
        }
    }

    private mutating func wholeNumbers(_ choice: LabelChoice, _ verdict: LabelVerdict) {
        if verdict.task == .regression, verdict.isWhole {
            warnings.append(
                "the label '\(choice.name)' has \(verdict.values.map(String.init) ?? "more than \(LabelBuilder.mostNumberedClasses)") distinct whole-number values and is learned as a number: "
                    + "if they are classes, set models.MODEL.task: classification"
            )
        } else if verdict.task == .classification, verdict.isWhole, let values = verdict.values, values > 10 {
            warnings.append(
                "the label '\(choice.name)' has \(values) distinct whole-number values and is learned as that many classes: if it is a count, set models.MODEL.task: regression"
            )
        }
    }

    /// Numbers as people write them, which are read as what they say.
    private static func style(_ column: ColumnBuilder, _ verdict: ColumnVerdict?, _ unit: RowUnit) -> String? {
        guard verdict?.kind == .numeric, let first = column.marks.styled else { return nil }
        return
            "column '\(column.name)': numbers such as \(RowValue.quoted(first.text)) (\(unit.place(first.line))) are read as \(RowValue.marked(NumberText.whole(first.value))); "
            + "set models.MODEL.columns: {\(column.name): categorical} to keep them as text"
    }

    /// Numbers that another kind of column may have been meant by.
    private static func otherKind(_ column: ColumnBuilder, _ verdict: ColumnVerdict?) -> String? {
        guard verdict?.kind == .numeric, column.kind == .numeric else { return nil }
        let numbers = column.firstNumbers
        return ColumnKind.forms.lazy.compactMap { $0.remark(column.name, numbers) }.first
    }

    /// Numbers with commas that the file as a whole does not show to be decimal ones.
    private static func commas(_ column: ColumnBuilder, _ verdict: ColumnVerdict?) -> String? {
        guard verdict?.kind == .categorical, column.kind == .categorical, !column.decimalComma else { return nil }
        let numbers = column.texts.filter { DecimalCommas.provesComma($0) }
        guard let first = numbers.first, 2 * numbers.count >= column.texts.count else { return nil }
        return
            "column '\(column.name)' holds numbers such as \(RowValue.quoted(first)) as text, since other numbers in the file have decimal points: if these are decimal commas, "
            + "set models.MODEL.rows: {decimal: comma}"
    }

    /// Texts of which nearly all begin with a number (`55 m²`, `~39`, `97-107`): measures with their units, most likely.
    private static func measures(_ texts: [String], _ what: String) -> String? {
        guard texts.count >= leastMeasures, !DateTexts.areMost(texts) else { return nil }
        let some = texts.prefix(200)
        let found = some.filter { text in
            let bare = (text.hasPrefix("ca.") ? text.dropFirst(3) : text[...]).drop { "~<>≥≤=≈ $€£+-".contains($0) }
            let digits = bare.prefix { $0.isNumber || ".,' ".contains($0) }
            return digits.contains(where: \.isNumber) && digits.count < text.count
        }
        guard let first = found.first, 10 * found.count >= 9 * some.count else { return nil }
        return
            "\(what) contains numbers with other text around them, such as \(RowValue.quoted(first)), each of which is learned as a separate category: "
            + "if they are measurements, write only the numbers, without units"
    }

    private static func useless(_ column: ColumnBuilder, _ verdict: ColumnVerdict?, _ rows: Int) -> String? {
        guard rows >= leastRows, let kind = verdict?.kind else { return nil }
        let fix = "set models.MODEL.columns: {\(column.name): ignore} in CONFIGURATION, then 'learnctl reload' and 'learnctl relearn MODEL'"
        if kind == .numeric, column.kind == .numeric, column.marks.isCounting, column.census.numbers == rows {
            return "column '\(column.name)' just numbers the rows: if it is a row number, \(fix)"
        }
        guard kind == .categorical, column.kind == .categorical else { return nil }
        if DateTexts.areMost(column.texts) {
            return
                "column '\(column.name)' holds dates or times in a form that is learned as text only: write them as 2024-01-31, 31.01.2024 or 2024-01-31T14:30:00Z, or \(fix)"
        }
        if let warning = measures(column.texts, "column '\(column.name)'") { return "\(warning); if it is of no use, \(fix)" }
        let (values, distinct) = column.categories
        guard values >= leastRows, 10 * distinct >= 9 * values else { return nil }
        return
            "column '\(column.name)' has a different value in nearly every row (\(distinct) of \(values)): nothing can be learned from it; if it is free text, set models.MODEL.columns: {\(column.name): text}; if it is an id, \(fix)"
    }
}

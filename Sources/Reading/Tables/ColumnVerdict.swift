import Domain
import Rows

/// What a first file's values say that a column is, and what is to be said of it.
///
/// A column is numeric where at least nine in ten of its values (`inbox.numeric_share`) are numbers: what else stands there is a stray cell and
/// missing. It is categorical all the same where the numbers look like a code (zeros in front, all of one width) or where other values share their
/// digits (`<0.05`, `10B`). Booleans likewise. Of texts, a kind may say that they are its own (`ColumnForm.claims`).
struct ColumnVerdict {
    let kind: ColumnKind
    /// The column was collected as another kind: it has to be read again.
    let needsReading: Bool
    let warning: String?

    /// Below this share, codes among numbers are slips.
    private static let leastCodes = 0.005

    /// - Parameter unit: What the file's rows are told by.
    init(_ column: ColumnBuilder, numericShare: Double, unit: RowUnit) {
        let census = column.census
        let total = Double(census.count)
        let (kind, warning) = Self.judge(column, census, total, numericShare, unit)
        self.kind = kind
        self.warning = warning
        // Categories and texts are collected alike.
        let isCollected = kind == column.kind || kind.form.collected == .texts && column.collected == .texts
        needsReading = census.count > 0 && (!isCollected || column.hasUnread)
    }

    private static func judge(
        _ column: ColumnBuilder,
        _ census: Census,
        _ total: Double,
        _ numericShare: Double,
        _ unit: RowUnit
    ) -> (ColumnKind, String?) {
        let name = column.name
        guard census.count > 0 else { return (.numeric, nil) }
        let fix = "models.MODEL.columns: {\(name): numeric}"
        let share = Double(census.numbers) / total
        // 0 and 1 stand for false and true where these stand too.
        if census.booleans > 0 {
            let boolean = census.booleans + column.zerosAndOnes
            if Double(boolean) >= numericShare * total { return (.boolean, nil) }
        }
        if share >= numericShare {
            if isCode(column) {
                return (
                    .categorical,
                    "column '\(name)' contains numbers with leading zeros, all of the same width: it is treated as a code, not a number; set \(fix) if it is one"
                )
            }
            let codes = census.words.codes
            if codes >= 2, Double(codes) >= leastCodes * total, let first = census.words.first {
                return (
                    .categorical,
                    "column '\(name)': \(percent(share)) of its values are numbers, and others share digits with them, first \(RowValue.quoted(first.text)) in \(unit.place(first.line)): "
                        + "it is treated as codes; set \(fix) if such values mean missing"
                )
            }
            return (.numeric, nil)
        }
        let texts = column.collectedTexts(share: numericShare)
        if let form = ColumnKind.forms.first(where: { $0.isSetting && $0.claims(texts) }) { return (form.kind, nil) }
        guard share >= 0.5 else { return (.categorical, nil) }
        let example =
            (census.words.first ?? column.marks.firstText).map { ", but not \(RowValue.quoted($0.text)) in \(unit.place($0.line))" } ?? ""
        return (
            .categorical,
            "column '\(name)': \(percent(share)) of its values are numbers\(example): it is treated as text, since \(percent(numericShare)) are needed (inbox.numeric_share); "
                + "set \(fix) if it is a number"
        )
    }

    /// Numbers of one width that begin with zeros.
    private static func isCode(_ column: ColumnBuilder) -> Bool {
        switch column.kind {
        case .numeric: return column.marks.sawLeadingZero && !column.marks.widthsDiffer && column.marks.styledCount == 0
        case .categorical: return column.codesAmongLevels
        default: return false
        }
    }

    static func percent(_ share: Double) -> String { Decimals.text(share * 100, places: share > 0.99 && share < 1 ? 2 : 0) + " %" }
}

import Domain
import Rows

/// Collects the labels and, where the task is not given, finds out whether they are classes or numbers (`LabelVerdict`).
struct LabelBuilder {
    /// Values that whole numbers may have at most to be classes: more are a count.
    static let mostNumberedClasses = 20

    let name: String
    /// Labels that are no numbers among numbers.
    private(set) var strays = StrayTally()

    private let task: ModelSpecification.Task?
    private let classNames: Schema.ClassNames?
    private let decimalComma: Bool
    private var form: Form
    private var indices: [Int32] = []
    private var names = TextInterner()
    private var numbers: [Double] = []
    /// Points that may stand between thousands.
    private(set) var pointGroups = PointGroups()
    private var pending: (cell: Cell, reading: CellReading)?
    /// Some label that was refused was written with a comma between digits.
    private var refusedComma = false

    private enum Form {
        /// To the letter, until it is known what they are.
        case texts
        case numbers
    }

    /// - Parameters:
    ///   - task: Nil: to be found out.
    ///   - classNames: How classes are named; nil: to be found out.
    init(name: String, task: ModelSpecification.Task?, classNames: Schema.ClassNames? = nil, decimalComma: Bool = false) {
        self.name = name
        self.task = task
        self.classNames = classNames
        self.decimalComma = decimalComma
        form = task == .regression ? .numbers : .texts
    }

    mutating func append(_ raw: Cell) -> CellFault? {
        let cell = raw.trimmed
        guard cell.count > 0, !Self.isMissing(cell) else { return .missingLabel }
        if classNames == nil, !decimalComma { pointGroups.add(cell) }
        if form == .numbers {
            let reading = CellReading(cell, decimalComma: decimalComma)
            switch reading {
            case .number(let number), .styled(let number): numbers.append(number + 0)
            case .infinite: return .infinite
            case .empty, .missing, .boolean, .text:
                guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
                if task == .regression {
                    if !refusedComma { refusedComma = DecimalCommas.proof(cell) == .comma }
                    return .notNumber
                }
                pending = (cell, reading)
                numbers.append(.nan)
            }
            return nil
        }
        guard let index = names.number(of: cell.bytes) else { return .notUTF8 }
        indices.append(index)
        if task == nil, names.names.count > Self.mostNumberedClasses, names.names.count == Int(index) + 1 { becomeNumbers() }
        return nil
    }

    /// Takes a row that has others of the model's labels.
    mutating func appendMissing() {
        if form == .numbers { numbers.append(.nan) } else { indices.append(-1) }
    }

    /// Some row has this label.
    var sawLabel: Bool { form == .numbers ? numbers.contains { !$0.isNaN } : indices.contains { $0 >= 0 } }

    var isPending: Bool { pending != nil }

    mutating func take(line: Int) {
        if let pending { strays.add(pending.cell, pending.reading, line: line) }
        pending = nil
    }

    mutating func truncate(to rows: Int) {
        pending = nil
        if indices.count > rows { indices.removeLast(indices.count - rows) }
        if numbers.count > rows { numbers.removeLast(numbers.count - rows) }
    }

    private static func isMissing(_ cell: Cell) -> Bool { MissingWords.containsLabel(cell.bytes) }

    /// Once there are too many values for classes and all of them are numbers, only numbers are kept.
    private mutating func becomeNumbers() {
        let values = names.names.map(number)
        guard !values.contains(where: { $0 == nil || !$0!.isFinite }) else { return }
        numbers = indices.map { $0 < 0 ? .nan : values[Int($0)]! }
        indices = []
        form = .numbers
    }

    /// The number that a text says; infinite where it is too large; nil where it says none.
    private func number(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { utf8 in
            switch CellReading(Cell(start: utf8.baseAddress!, count: utf8.count), decimalComma: decimalComma) {
            case .number(let number), .styled(let number): number + 0
            case .infinite: .infinity
            default: nil
            }
        }
    }

    /// What the labels are.
    func verdict(numericShare: Double) -> LabelVerdict {
        if task == .regression { return LabelVerdict(task: .regression) }
        if let classNames { return LabelVerdict(task: .classification, classNames: classNames) }
        if form == .numbers {
            let there = numbers.count { !$0.isNaN }
            let share = Double(there) / Double(max(1, there + strays.count))
            return share >= numericShare
                ? LabelVerdict(
                    task: .regression,
                    needsReading: strays.count > 0,
                    values: nil,
                    isWhole: numbers.allSatisfy { $0.isNaN || $0.rounded() == $0 }
                )
                : LabelVerdict(task: .classification, classNames: .letters, needsReading: true)
        }
        var counts = [Int](repeating: 0, count: names.names.count)
        for index in indices where index >= 0 { counts[Int(index)] += 1 }
        let there = counts.reduce(0, +)
        var values: Set<Double> = []
        var (numeric, plain, whole) = (0, true, true)
        for (place, name) in names.names.enumerated() where counts[place] > 0 {
            guard let number = number(name) else {
                plain = false
                continue
            }
            numeric += counts[place]
            values.insert(number)
            if number.rounded() != number { whole = false }
            if !ClassName.isPlainWhole(name) { plain = false }
        }
        if task == nil, there > 0, Double(numeric) >= numericShare * Double(there),
            !whole || values.count > Self.mostNumberedClasses
        {
            return LabelVerdict(
                task: .regression,
                needsReading: numeric < there || values.contains(.infinity),
                values: values.count,
                isWhole: whole
            )
        }
        return LabelVerdict(
            task: .classification,
            classNames: plain ? .wholeNumbers : .letters,
            values: values.count,
            isWhole: plain && !values.isEmpty
        )
    }

    /// What they say, to the letter, of refused rows too.
    var texts: [String] { names.names }

    /// Distinct classes seen, of refused rows too.
    var classCount: Int { names.names.count }

    /// Some label was written with a comma between digits.
    var sawComma: Bool {
        refusedComma || names.names.contains { DecimalCommas.provesComma($0) }
            || strays.words.keys.contains { DecimalCommas.provesComma($0) }
    }

    /// The labels and what is to be said of their spellings.
    ///
    /// - Parameter verdict: One that needs no further reading.
    consuming func finish(_ verdict: LabelVerdict, spellings: ClassSpellings?) -> (labels: ExampleTable.Labels, warnings: [String]) {
        if verdict.task == .regression {
            if form == .numbers { return (.numbers(numbers), []) }
            let values = names.names.map { number($0) ?? .nan }
            return (.numbers(indices.map { $0 < 0 ? .nan : values[Int($0)] }), [])
        }
        let named = names.names.map { verdict.classNames == .letters ? $0 : ClassName.wholeNumber($0) }
        var classes = NamedClasses(indices, named)
        let warnings = spellings == .folded ? classes.fold() : []
        let order = CanonicalOrder(classes.indices, classes.names)
        return (.classes(order.indices, names: order.names), warnings)
    }
}

import Domain
import Rows

/// Collects the labels and, where the task is not given, finds out whether they are classes or numbers.
///
/// Whole numbers of at most 100 values are classes, and so is text; other numbers are numbers. A class is named by its text; whole numbers
/// by their shortest form, so that `3`, `3.0` and `03` are one class.
struct LabelBuilder {
    /// Values that whole numbers may have at most to be classes.
    static let mostNumberedClasses = 100
    /// Whole numbers from here on are not told from their neighbours by a `Double`: their text names them.
    private static let inexact = 0x1p53

    let name: String
    /// The numbers collected are texts after all, and how they were written is lost.
    private(set) var needsReading = false

    private let task: ModelSpecification.Task?
    private var form: Form
    private var indices: [Int32] = []
    private var names = TextInterner()
    private var numbers: [Double] = []
    private var sawInfinite = false
    /// The classes of 0 to 255, −1 where not seen.
    private var small = [Int32](repeating: -1, count: 256)

    private enum Form {
        /// Whole numbers so far: classes, until there are too many.
        case wholeNumbers
        case numbers
        case texts
    }

    /// - Parameter task: Nil: to be found out.
    init(name: String, task: ModelSpecification.Task?) {
        self.name = name
        self.task = task
        form =
            switch task {
            case .classification: .texts
            case .regression: .numbers
            case nil: .wholeNumbers
            }
    }

    /// What the labels are so far.
    var foundTask: ModelSpecification.Task { form == .numbers ? .regression : .classification }

    /// Distinct classes seen, of refused rows too.
    var classCount: Int { names.names.count }

    mutating func append(_ raw: Cell) -> CellFault? {
        let cell = raw.trimmed
        var plain = cell
        // A number in quotes names the same class as the number; as a label to be predicted it is none.
        plain.isText = cell.isText && task == .regression
        switch CellReading(plain) {
        case .empty, .marker: return .missingLabel
        case .number(let number): return append(number, cell)
        case .infinite where form != .texts:
            sawInfinite = true
            return .infinite
        case .infinite, .boolean, .text: return append(text: cell)
        }
    }

    mutating func truncate(to rows: Int) {
        if indices.count > rows { indices.removeLast(indices.count - rows) }
        if numbers.count > rows { numbers.removeLast(numbers.count - rows) }
    }

    consuming func finish() -> ExampleTable.Labels {
        if form == .numbers { return .numbers(numbers) }
        // Names that only refused rows had are left out.
        let order = CanonicalOrder(indices, names.names)
        return .classes(order.indices, names: order.names)
    }

    private mutating func append(_ number: Double, _ cell: Cell) -> CellFault? {
        let number = number == 0 ? 0 : number
        let isWhole = number.rounded(.towardZero) == number && abs(number) < Self.inexact
        switch form {
        case .numbers: numbers.append(number)
        case .texts:
            if isWhole { appendClass(number) } else { return append(text: cell) }
        case .wholeNumbers:
            if isWhole { appendClass(number) }
            if !isWhole || names.names.count > Self.mostNumberedClasses { becomeNumbers() }
            if !isWhole { numbers.append(number) }
        }
        return nil
    }

    private mutating func appendClass(_ number: Double) {
        if number >= 0 && number < 256 {
            let place = Int(number)
            if small[place] < 0 { small[place] = names.number(of: "\(place)") }
            indices.append(small[place])
        } else {
            indices.append(names.number(of: "\(Int64(number))"))
        }
    }

    private mutating func becomeNumbers() {
        let values = names.names.map { Double($0)! }
        numbers = indices.map { values[Int($0)] }
        indices = []
        form = .numbers
    }

    private mutating func append(text cell: Cell) -> CellFault? {
        if form == .numbers {
            if task == .regression { return .notNumber }
            guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
            needsReading = true
            indices = [Int32](repeating: 0, count: numbers.count)
            numbers = []
        }
        // Among texts, `inf` is one.
        if form != .texts && task == nil && sawInfinite { needsReading = true }
        guard !needsReading else {
            guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
            form = .texts
            indices.append(0)
            return nil
        }
        guard let index = names.number(of: cell.bytes) else { return .notUTF8 }
        form = .texts
        indices.append(index)
        return nil
    }
}

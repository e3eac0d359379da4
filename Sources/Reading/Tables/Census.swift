import Rows

/// How many of a column's values are numbers, booleans and other texts.
struct Census: Hashable {
    var numbers = 0
    var booleans = 0
    var texts = 0
    /// What is no number, by word.
    var words = StrayTally()

    var count: Int { numbers + booleans + texts }

    init() {}

    /// Of a column that was collected as numbers or booleans.
    init(numbers: Int = 0, booleans: Int = 0, strays: StrayTally) {
        self.numbers = numbers + strays.numbers
        self.booleans = booleans + strays.booleans
        texts = strays.count - strays.numbers - strays.booleans
        words = strays
    }

    /// Of a column that was collected as texts.
    init(_ indices: [Int32], _ levels: [String], decimalComma: Bool) {
        var counts = [Int](repeating: 0, count: levels.count)
        for index in indices where index >= 0 { counts[Int(index)] += 1 }
        for (place, level) in levels.enumerated() where counts[place] > 0 {
            var level = level
            level.withUTF8 { utf8 in
                switch CellReading(Cell(start: utf8.baseAddress!, count: utf8.count), decimalComma: decimalComma) {
                case .number, .styled: numbers += counts[place]
                case .boolean: booleans += counts[place]
                case .empty, .missing: break
                case .infinite, .text: texts += counts[place]
                }
            }
        }
    }
}

import Domain
import Rows
import TextEncoding

/// What makes a row's fixed features: decided once, by a model's first file, and part of its form. Later files never change it, so that sums over
/// features stay sums over the same features.
public struct FeatureMap: Hashable, Sendable, Codable {
    /// A column of numbers.
    public struct Number: Hashable, Sendable, Codable {
        /// Its place in the layout.
        public var column: Int
        /// Which of the column's numbers it is, by the column's kind; nil where it has one.
        public var part: TabularFeatures.Part?
        /// To the normal shape that the features are made of.
        public var map: NumberMap
        /// Whether a missing number has a mark of its own: the first file had gaps there.
        public var isMarked: Bool

        func value(_ row: UnsafePointer<Double>) -> Double {
            guard let part else { return row[column] }
            return TabularFeatures.number(part, row[column])
        }
    }

    /// A column of categories or of yes and no.
    public struct Category: Hashable, Sendable, Codable {
        /// Its place in the layout.
        public var column: Int
        /// Levels that have a place each, known from the first file; later ones have none. Nil for yes and no.
        public var levels: [String]?
        /// Whether a missing one has a place, too.
        public var isMarked: Bool

        /// Places without that of a missing one.
        var places: Int { levels?.count ?? 2 }
        var width: Int { places + (isMarked ? 1 : 0) }
        /// What the first level is in the layout's form: a category's is 1, that of no is 0.
        var first: Int { levels == nil ? 0 : 1 }
    }

    /// A column of texts.
    public struct Text: Hashable, Sendable, Codable {
        /// Its place in the layout.
        public var column: Int
        /// What makes vectors of its texts; nil: hashing.
        public var base: Digest?
        /// Tokens of a text that the base reads at most; nil: the usual number.
        public var tokens: Int?
        /// What of the encoder is the version's own; nil: it is the base's.
        public var moved: Moved?
    }

    /// In the layout's order; none of images.
    public var numbers: [Number]
    /// In the layout's order, those of yes and no among them.
    public var categories: [Category]
    /// In the layout's order; nil where there are none.
    public var texts: [Text]?
    /// Tokens of texts that are told apart, whose sums by class are kept beside the features'; nil: none are.
    public var tokenPlaces: Int?
    /// Values of an image, each read as the root of its share of 255; 0 for tables.
    public var pixels: Int
    /// Features of a row, the constant one among them.
    public var count: Int
    /// What the random frequencies are multiplied by: large ones tell small differences apart.
    public var bandwidth: Double
    /// Decides the random frequencies.
    public var seed: UInt64
    /// Of the label, where it is a number: what it is standardized by.
    public var label: Label?

    /// A numeric label's standardization: what is learned is (label − mean) / scale.
    public struct Label: Hashable, Sendable, Codable {
        /// In the label's unit.
        public var mean: Double
        /// In the label's unit, above 0.
        public var scale: Double
    }

    /// Levels of a column that have a place, at most: those that come most often.
    static let mostLevels = 256
    private static let mostKnots = 256
    /// Of all columns together: a form of many columns stays a document that can be read.
    private static let mostKnotsOfAll = 8_192

    /// Of a model's first rows.
    ///
    /// - Parameters:
    ///   - count: Features, at least as many as direct ones and one.
    ///   - base: What makes vectors of texts; nil: hashing.
    ///   - tokens: Of a text that it reads at most; nil: the usual number.
    public init(_ table: ExampleTable, count: Int, bandwidth: Double, seed: UInt64, base: Digest? = nil, tokens: Int? = nil) {
        (numbers, categories, pixels) = ([], [], 0)
        let forms = table.schema.columns.map(\.kind.form)
        let columnsOfNumbers = forms.reduce(0) { $0 + ($1.collected == .numbers ? $1.parts : 0) }
        let knots = min(Self.mostKnots, max(8, Self.mostKnotsOfAll / max(1, columnsOfNumbers)))
        for (column, values) in table.columns.enumerated() {
            let isMarked = values.column.hasGaps
            switch forms[column].collected {
            case .numbers: numbers += Self.numbers(column, forms[column], values.numbers ?? [], isMarked: isMarked, knots: knots)
            case .truths: categories.append(Category(column: column, levels: nil, isMarked: isMarked))
            case .texts where !forms[column].areLevels:
                texts = (texts ?? []) + [Text(column: column, base: base, tokens: base == nil ? nil : tokens)]
            case .texts:
                let (indices, levels) = values.categories ?? ([], [])
                categories.append(Category(column: column, levels: Self.common(levels, indices), isMarked: isMarked))
            case .pixels: pixels += table.schema.columns[column].image!.count
            }
        }
        self.count = count
        self.bandwidth = bandwidth
        self.seed = seed
        label = Self.label(of: table)
        tokenPlaces = texts == nil ? nil : HashedText.tokenCount
    }

    private static func label(of table: ExampleTable) -> Label? {
        guard case .numbers(let labels) = table.labels else { return nil }
        let scale = RobustScale(labels)
        return Label(mean: scale.mean, scale: scale.scale)
    }

    /// The same features for another label, that of these rows.
    public func labeled(by table: ExampleTable) -> FeatureMap {
        var map = self
        map.label = Self.label(of: table)
        return map
    }

    /// Numbers that frequencies may be multiplied with, all features together: 128 MB, which the daemon keeps of a version that serves.
    public static let mostFrequencies = 32 << 20

    /// Whether the frequencies of so many features have room for such rows, at the most that these may become.
    public static func fits(_ table: ExampleTable, count: Int) -> Bool {
        let width = zip(table.schema.columns, table.columns).reduce(0) { sum, column in
            let form = column.0.kind.form
            return switch form.collected {
            case .numbers: sum + form.parts + 1
            case .truths: sum + 3
            case .texts where !form.areLevels: sum
            case .texts: sum + min(column.1.column.levels.count, mostLevels) + 1
            case .pixels: sum + column.0.image!.count
            }
        }
        return width * count <= mostFrequencies
    }

    /// A column's numbers; one of several parts has one mark for all of them.
    private static func numbers(
        _ column: Int,
        _ form: any ColumnForm.Type,
        _ values: [Double],
        isMarked: Bool,
        knots: Int
    ) -> [Number] {
        guard form.parts > 1 else { return [Number(column: column, map: NumberMap(values, most: knots), isMarked: isMarked)] }
        return (0..<form.parts).map { part in
            Number(
                column: column,
                part: TabularFeatures.Part(kind: form.kind, number: part),
                map: part == 0 ? NumberMap(values, most: knots) : .cycle,
                isMarked: isMarked && part == 0
            )
        }
    }

    /// The levels that at least two rows have, the commonest of them.
    private static func common(_ levels: [String], _ indices: [Int32]) -> [String] {
        var counts = [Int](repeating: 0, count: levels.count)
        for index in indices where index >= 0 { counts[Int(index)] += 1 }
        let common = levels.indices.filter { counts[$0] > 1 }
            .sorted { (counts[$1], levels[$0]) < (counts[$0], levels[$1]) }
            .prefix(mostLevels)
        return common.map { levels[$0] }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The layout that a closed form keeps for good.
    public func layout(for schema: Schema) -> InputLayout {
        var layout = InputLayout(schema: schema)
        for category in categories { layout.columns[category.column].levels = category.levels ?? [] }
        return layout
    }

    /// Numbers that the random frequencies look at: numbers, then levels, then marks; or pixels.
    var width: Int {
        numbers.count + categories.reduce(0) { $0 + $1.width } + numbers.count(where: \.isMarked) + pixels
    }

    /// Of each column, the places of its numbers, and what their frequencies are multiplied by; a mark is a column of its own.
    var columnsOfNumbers: [(numbers: Range<Int>, scale: Float)] {
        if pixels > 0 { return [(0..<pixels, 1)] }
        var columns: [(Range<Int>, Float)] = numbers.indices.map { ($0..<$0 + 1, 1) }
        var next = numbers.count
        for category in categories where category.width > 0 {
            columns.append((next..<next + category.width, scaleOfLevels))
            next += category.width
        }
        for place in next..<width { columns.append((place..<place + 1, scaleOfLevels)) }
        return columns
    }

    /// Two levels lie √2 apart, as far as most numbers do: half of that is enough to tell them apart.
    private var scaleOfLevels: Float { texts == nil ? 0.5 : 0.7 }

    /// Texts have vectors of length 1. What was best, or next to it, for each of four sets, a pretrained base and hashing alike (docs/decisions/0041).
    static let scaleOfTexts: Float = 0.7

    /// Where numbers' hinges begin, in their normal shape, those that tell most first: what is above is told from what is below.
    static let hinges: [Float] = [0, -1, 1, -0.5, 0.5, -1.5, 1.5, -2, 2, 2.4]
    /// After that a hinge says no more.
    static let hingeReach: Float = 1.5

    /// Features that are such a number itself: none of images, and at most half.
    var directCount: Int { pixels > 0 ? 0 : min(width, (count - 1) / 2) }

    /// Features that are a hinge: each place of all numbers, as long as they are at most a quarter.
    var hingeCount: Int {
        guard !numbers.isEmpty else { return 0 }
        return numbers.count * min(Self.hinges.count, count / 4 / numbers.count)
    }

    /// Features that are a cosine.
    var fourierCount: Int { count - 1 - directCount - hingeCount }
}

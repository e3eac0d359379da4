import Domain
import NeuralNetworks
import Rows
import Tensors

/// Makes rows' fixed features: 1, then each number itself, then hinges of numbers by turns with cosines of random sums of some columns each (random
/// Fourier features: Rahimi, Recht 2007), all in [−1, 1] and whole multiples of 2⁻¹³. A row's features are the same bits in any batch.
///
/// Any leading block of them is a smaller model of the same kind.
public struct FixedFeatures: Sendable {
    /// What the features are made by; all of them, also where only a leading block is made.
    public let map: FeatureMap
    /// Numbers of a row.
    package let columns: Int
    /// `[width, fourier]`: what the numbers are multiplied by; and each cosine's phase.
    private let frequencies: [Float]
    private let phases: [Float]
    private let direct: Int
    private let hinges: Int
    private let fourier: Int
    private let texts: [Texts]
    /// What cuts texts into the tokens that a closed form counts; nil where it counts none.
    package let tokens: RowTokens?

    /// A column's.
    private struct Texts {
        let column: Int
        let vectors: any TextVectors
        let projection: TextProjection
    }

    /// - Parameters:
    ///   - columns: The layout's width.
    ///   - leading: Features of the block that is wanted; nil: all.
    ///   - sources: What makes vectors of texts.
    ///   - precision: Of their encoders.
    ///   - encoder: The version's own, where the map names one that has moved.
    /// - Throws: `Refusal` where a base is missing.
    public init(
        _ map: FeatureMap,
        columns: Int,
        leading: Int? = nil,
        sources: TextSources = .hashing,
        precision: Precision = .single,
        encoder: MovedEncoder? = nil
    ) throws(Refusal) {
        self.map = map
        self.columns = columns
        let count = min(leading ?? map.count, map.count)
        direct = min(map.directCount, count - 1)
        // Hinge, cosine, hinge, cosine …, then cosines alone.
        hinges = min(map.hingeCount, (count - direct) / 2)
        fourier = count - 1 - direct - hinges
        (frequencies, phases) = Self.random(map, fourier)
        var texts: [Texts] = []
        for text in map.texts ?? [] {
            let vectors = try sources.vectors(text, precision: precision, moved: encoder)
            texts.append(
                Texts(
                    column: text.column,
                    vectors: vectors,
                    projection: TextProjection(width: vectors.width, count: fourier, seed: map.seed &+ 1 &+ UInt64(text.column))
                )
            )
        }
        self.texts = texts
        tokens = map.tokenPlaces == nil ? nil : RowTokens(columns: texts.map(\.column))
    }

    /// Whether some text is read by a pretrained encoder.
    var readsByEncoder: Bool { map.texts?.contains { $0.base != nil } == true }

    /// Whether there are texts among the columns.
    public var readsTexts: Bool { !texts.isEmpty }
    /// How texts' encoders multiply: in bfloat16 where one does.
    public var precision: Precision { texts.contains { $0.vectors.precision == .bfloat16 } ? .bfloat16 : .single }

    /// Features of a row in the block: at most the map's.
    public var count: Int { 1 + direct + hinges + fourier }

    /// Feature after feature, so that a block's are those of all.
    private static func random(_ map: FeatureMap, _ count: Int) -> (frequencies: [Float], phases: [Float]) {
        let columns = map.columnsOfNumbers
        var source = RandomSource(seed: map.seed)
        var frequencies = [Float](repeating: 0, count: map.width * count)
        var phases = [Float](repeating: 0, count: count)
        var order = Array(columns.indices)
        for feature in 0..<count {
            let wanted = pattern[feature % pattern.count]
            let looked = map.pixels > 0 || map.texts != nil || wanted == 0 ? columns.count : min(wanted, columns.count)
            // The first of the columns in random order.
            for place in 0..<(looked < columns.count ? looked : 0) {
                order.swapAt(place, place + Int(source.next() % UInt64(columns.count - place)))
            }
            // Pixels are not alike in scale to columns of a normal shape.
            let deviation =
                map.texts != nil
                ? Float(2 / Double(max(2, looked))).squareRoot()
                : Float(map.bandwidth / (map.pixels > 0 ? 1 : Double(max(1, looked)).squareRoot()))
            for column in order[..<looked] {
                let (numbers, scale) = columns[column]
                withUnsafeTemporaryAllocation(of: Float.self, capacity: numbers.count) { own in
                    source.fillNormal(own.baseAddress!, count: numbers.count, deviation: deviation * scale)
                    for (index, number) in numbers.enumerated() { frequencies[number * count + feature] = own[index] }
                }
            }
            phases[feature] = 2 * .pi * source.uniform()
        }
        return (frequencies, phases)
    }

    /// How many columns a cosine looks at, one feature after the other; 0: all of them.
    private static let pattern = [0, 1, 2, 0, 3, 4, 0, 0]

    /// Floats of scratch for so many rows.
    public func scratchCount(rows: Int) -> Int { rows * (map.width + fourier) + textScratchCount }

    private var textScratchCount: Int {
        texts.reduce(0) { max($0, $1.vectors.together * $1.vectors.width + $1.projection.scratchCount) }
    }

    /// Fills `features [rows, count]`.
    ///
    /// - Parameters:
    ///   - inputs: `[rows, layout.width]` in the layout's form.
    ///   - scratch: `scratchCount(rows:)` floats. Nothing is allocated.
    public func fill(
        _ features: UnsafeMutablePointer<Float>,
        _ inputs: InputRows,
        rows: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = map.width
        let (numbers, sums) = (scratch, scratch + rows * width)
        for row in 0..<rows { fillNumbers(inputs.numbers + row * columns, into: numbers + row * width) }
        if fourier > 0 {
            frequencies.withUnsafeBufferPointer { frequencies in
                phases.withUnsafeBufferPointer { phases in
                    if width > 0 {
                        Kernels.multiply(
                            numbers,
                            frequencies.baseAddress!,
                            bias: phases.baseAddress!,
                            relu: false,
                            into: sums,
                            m: rows,
                            n: fourier,
                            k: width
                        )
                    } else {
                        for row in 0..<rows { (sums + row * fourier).update(from: phases.baseAddress!, count: fourier) }
                    }
                }
            }
            addTexts(of: inputs, rows: rows, to: sums, scratch: sums + rows * fourier)
            Kernels.fourier(sums, count: rows * fourier)
        }
        let steps = Float(Kernels.featureSteps)
        for row in 0..<rows {
            let own = features + row * count
            own[0] = 1
            let (from, cosines) = (numbers + row * width, sums + row * fourier)
            for index in 0..<direct {
                let number = index < map.numbers.count ? from[index] * Float(1 / NumberMap.bound) : from[index]
                own[1 + index] = (number * steps).rounded() / steps
            }
            var next = own + 1 + direct
            for index in 0..<hinges {
                let (hinge, number) = index.quotientAndRemainder(dividingBy: map.numbers.count)
                let above = min(max(from[number] - FeatureMap.hinges[hinge], 0), FeatureMap.hingeReach) / FeatureMap.hingeReach
                next[0] = (above * steps).rounded() / steps
                if index < fourier { next[1] = cosines[index] }
                next += 2
            }
            let taken = min(hinges, fourier)
            if hinges > fourier { next -= 1 }
            next.update(from: cosines + taken, count: fourier - taken)
        }
    }

    private func addTexts(
        of inputs: InputRows,
        rows: Int,
        to sums: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        for text in texts {
            let (together, width) = (text.vectors.together, text.vectors.width)
            for start in stride(from: 0, to: rows, by: together) {
                let count = min(together, rows - start)
                text.vectors.fill(scratch, inputs + start * columns, column: text.column, stride: columns, count: count)
                for row in 0..<count {
                    text.projection.add(
                        scratch + row * width,
                        factor: FeatureMap.scaleOfTexts,
                        to: sums + (start + row) * fourier,
                        scratch: scratch + together * width
                    )
                }
            }
        }
    }

    private func fillNumbers(_ row: UnsafePointer<Double>, into numbers: UnsafeMutablePointer<Float>) {
        var next = 0
        for number in map.numbers {
            numbers[next] = number.map.apply(number.value(row))
            next += 1
        }
        for category in map.categories {
            for level in 0..<category.width { numbers[next + level] = 0 }
            let value = row[category.column]
            if value.isNaN {
                if category.isMarked { numbers[next + category.places] = 1 }
            } else if case let level = Int(value) - category.first, level >= 0, level < category.places {
                numbers[next + level] = 1
            }
            next += category.width
        }
        for number in map.numbers where number.isMarked {
            numbers[next] = row[number.column].isNaN ? 1 : 0
            next += 1
        }
        // The root tells dark pixels apart: a point more on clothes (docs/decisions/0035).
        for pixel in 0..<map.pixels { numbers[next + pixel] = Float((row[pixel] * (1 / 255)).squareRoot()) }
    }

    /// The features of some of a table's rows, block by block.
    ///
    /// - Parameter take: Is given the places of a block's rows in the table, their features, `[rows, count]`, and themselves.
    public func inBlocks(
        of table: ExampleTable,
        _ layout: InputLayout,
        rows: Range<Int>,
        _ take: (Range<Int>, UnsafePointer<Float>, InputRows) throws -> Void
    ) rethrows {
        let block = Self.blockRows
        let scratch = FloatBuffer(count: scratchCount(rows: block))
        let features = FloatBuffer(count: block * count)
        // Their pointers are used, not they.
        defer { withExtendedLifetime((scratch, features)) {} }
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
            let places = start..<min(start + block, rows.upperBound)
            try layout.withRows(of: table, places) { rows in
                fill(features.start, rows, rows: places.count, scratch: scratch.start)
                try take(places, features.pointer, rows)
            }
        }
    }

    /// Rows whose products are summed together.
    static let blockRows = 512
}

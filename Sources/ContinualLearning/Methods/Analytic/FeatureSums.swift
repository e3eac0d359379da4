import Domain
import LinearAlgebra
import Models
import Rows
import Tensors
import Threads

/// What a closed form keeps of all rows it ever learned: Σ φ·φᵀ, and Σ φ of each class (of numbers: Σ φ·y).
///
/// Features are whole multiples of 2⁻¹³, and summed as whole numbers: their products have 26 bits, and a double holds a sum of 10⁸ of them
/// without rounding. So rows give the same bits in any order, in pieces or at once, and go out again to the last bit.
///
/// Legend: m features, the first of them 1; C classes.
struct FeatureSums {
    /// `[m, m]`.
    let products: SymmetricMatrix
    /// Of each class, by its name, `[m]`; of numbers one.
    private(set) var targets: [String: [Double]]
    /// Of each class, of its texts' tokens; nil where the form counts none.
    var tokens: TokenSums?

    /// What stands for a class's name where labels are numbers: no class is called so.
    static let ofNumbers = ""

    /// Most rows whose sums are exact.
    static let mostRows = 100_000_000.0

    /// Deviations of the label to a label of 1: far ones are learned as the farthest within reach.
    private static let labelReach = 8.0

    /// Of no rows.
    init(of features: FixedFeatures) {
        products = SymmetricMatrix(order: features.count)
        targets = [:]
        tokens = features.tokens == nil ? nil : TokenSums()
    }

    private init(_ products: SymmetricMatrix, _ targets: [String: [Double]], _ tokens: TokenSums?) {
        self.products = products
        self.targets = targets
        self.tokens = tokens
    }

    func copy() -> FeatureSums { FeatureSums(products.copy(), targets, tokens) }

    var count: Int { products.order }

    /// Rows in the sums.
    var rows: Double { count == 0 ? 0 : products[0, 0] / (Kernels.featureSteps * Kernels.featureSteps) }

    /// Rows of a class.
    func rows(of name: String) -> Double { (targets[name]?[0] ?? 0) / Kernels.featureSteps }

    var classes: [String] { targets.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// Adds a table's rows.
    ///
    /// - Parameters:
    ///   - times: How often each row counts.
    ///   - onRows: Called with the number of rows added, block by block; what it throws leaves the sums as they are then, whole blocks added.
    mutating func add(
        _ table: ExampleTable,
        times: [Int]? = nil,
        rows: Range<Int>? = nil,
        _ features: FixedFeatures,
        _ layout: InputLayout,
        _ blas: BLAS,
        onRows: (Int) throws -> Void = { _ in }
    ) throws {
        let all = rows ?? 0..<table.rowCount
        var whole: [Double] = []
        var widest = 0
        try features.inBlocks(of: table, layout, rows: all) { places, block, inputs in
            WorkPulse.beat()
            let repeats = times.map { times in places.flatMap { place in repeatElement(place, count: times[place]) } } ?? Array(places)
            if repeats.count > widest {
                widest = repeats.count
                whole = [Double](repeating: 0, count: widest * count)
            }
            whole.withUnsafeMutableBufferPointer { whole in
                for (index, place) in repeats.enumerated() {
                    let own = whole.baseAddress! + index * count
                    Kernels.wholeMultiples(block + (place - places.lowerBound) * count, into: own, count: count)
                    addTarget(table.labels, place, features.map.label, own)
                }
                products.add(products: UnsafePointer(whole.baseAddress!), rows: repeats.count, blas)
            }
            if case .classes(let labels, let names) = table.labels, let cut = features.tokens {
                for place in places where times?[place] != 0 {
                    cut.with(inputs + (place - places.lowerBound) * features.columns) {
                        tokens!.add($0, of: names[Int(labels[place])], times: times?[place] ?? 1)
                    }
                }
            }
            try onRows(places.count)
        }
    }

    private mutating func addTarget(
        _ labels: ExampleTable.Labels,
        _ row: Int,
        _ label: FeatureMap.Label?,
        _ features: UnsafePointer<Double>
    ) {
        let (name, factor): (String, Double)
        switch labels {
        case .classes(let indices, let names): (name, factor) = (names[Int(indices[row])], 1)
        case .numbers(let numbers): (name, factor) = (Self.ofNumbers, Self.wholeLabel(numbers[row], label!))
        }
        let count = count
        targets[name, default: [Double](repeating: 0, count: count)].withUnsafeMutableBufferPointer { sums in
            for index in 0..<sums.count { sums[index] += factor * features[index] }
        }
    }

    /// A label as a whole number, −8192…8192.
    private static func wholeLabel(_ number: Double, _ label: FeatureMap.Label) -> Double {
        let share = (number - label.mean) / (label.scale * labelReach)
        return (min(max(share, -1), 1) * Kernels.featureSteps).rounded()
    }

    /// What a read-out's answer of 1 is, in the label's unit.
    static func labelUnit(_ label: FeatureMap.Label) -> Double { label.scale * labelReach }

    /// These sums, as if other rows had never been added.
    func subtracting(_ others: FeatureSums) -> FeatureSums {
        let result = copy()
        result.products.subtract(others.products)
        var targets = targets
        for (name, sums) in others.targets {
            guard let own = targets[name] else { continue }
            targets[name] = zip(own, sums).map { $0 - $1 }
        }
        // A class without rows is one that was never seen.
        return FeatureSums(
            result.products,
            targets.filter { name, sums in name == Self.ofNumbers || sums[0] != 0 },
            others.tokens.flatMap { tokens?.subtracting($0) }
        )
    }

    /// Everything so far counts for a share of what it did.
    mutating func fade(to share: Double) {
        guard share < 1 else { return }
        products.scale(by: share)
        for name in targets.keys { targets[name] = targets[name]!.map { $0 * share } }
        tokens?.fade(to: share)
    }
}

/// As parts of a version.
extension FeatureSums {
    static let prefix = "sums/"
    private static let productsName = "products"
    private static let targetsName = "targets"

    /// What the names of a head's parts begin with.
    static func prefix(ofHead head: Int, of heads: Int) -> String { heads == 1 ? prefix : "\(prefix)heads.\(head)/" }

    /// Of a model of one head.
    var parts: [VersionPart] { parts(ofHead: 0, of: 1) }

    /// The triangle of the products, column after column, and the targets in the order of `classes`. Where the heads have labels in the same rows, their
    /// products are the same bytes, which the database keeps once.
    func parts(ofHead head: Int, of heads: Int) -> [VersionPart] {
        let names = classes
        let prefix = Self.prefix(ofHead: head, of: heads)
        return [
            VersionPart(
                name: prefix + Self.productsName,
                kind: .tensor(elementType: "F64", shape: [SymmetricMatrix.packedCount(order: count)]),
                bytes: products.packed
            ),
            VersionPart(
                name: prefix + Self.targetsName,
                kind: .tensor(elementType: "F64", shape: [names.count, count]),
                bytes: names.flatMap { name in targets[name]!.withUnsafeBytes { Array($0) } }
            ),
        ]
    }

    /// - Parameters:
    ///   - classes: The names of the targets, in their order.
    ///   - tokens: Those that the version answers by.
    /// - Throws: `Refusal` where a part is missing or of another size.
    init(_ parts: [VersionPart], head: Int = 0, of heads: Int = 1, count: Int, classes: [String], tokens: TokenSums?) throws {
        let prefix = Self.prefix(ofHead: head, of: heads)
        let packed = try VersionContent.part(prefix + Self.productsName, in: parts).bytes
        let bytes = try VersionContent.part(prefix + Self.targetsName, in: parts).bytes
        guard let products = SymmetricMatrix(order: count, packed: packed), bytes.count == classes.count * count * 8 else {
            throw Refusal(.failed, what: "the version's sums have another size than its document tells")
        }
        var targets: [String: [Double]] = [:]
        for (index, name) in classes.enumerated() {
            targets[name] = [Double](unsafeUninitializedCapacity: count) { sums, filled in
                bytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(sums)
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[index * count * 8..<(index + 1) * count * 8]))
                }
                filled = count
            }
        }
        self.init(products, targets, tokens)
    }
}

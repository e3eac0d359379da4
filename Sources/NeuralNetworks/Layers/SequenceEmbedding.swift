import Tensors

/// The sum of what a token, its place in the row and, where there are types, its type are embedded as: `[id]` or `[id, type]` becomes `[width]`.
///
/// Numbers come as whole numbers in floats, which hold those up to 2²⁴. The first place of a row has position 0.
public struct SequenceEmbedding: Layer {
    /// The token's number; and its type's, where there are two types or more.
    public let input: Extent
    /// `width` floats a place.
    public let output: Extent
    /// `tokens.weight`, `positions.weight` and, where there are types, `types.weight`, each `[rows, width]`; and, where some tokens have rows of their
    /// own, `own_tokens.weight`. They do not decay.
    public let parameters: [Parameter]
    private let tokens: Parameter
    /// Rows of some tokens that are read instead of the table's; nil: there are none.
    private let own: Parameter?
    /// By token: its row among them, negative where it has none; empty where nobody has.
    private let ownRows: [Int32]
    private let positions: Parameter
    private let types: Parameter?

    /// Tokens in a slice of their gradients.
    private static let sliceTokens = 2048

    /// - Parameters:
    ///   - types: Kinds of tokens, such as those of a first and a second sentence; of one every token is, and of none nothing is added.
    ///   - ownTokens: Tokens with a row of their own, ascending: what others cost in gradients and optimizer state is saved.
    init(
        _ path: String,
        tokens: Int,
        positions: Int,
        types: Int,
        width: Int,
        ownTokens: [Int32] = [],
        _ allocator: inout ParameterAllocator
    ) {
        input = Extent(features: types > 1 ? 2 : 1)
        output = Extent(features: width)
        func table(_ name: String, _ rows: Int) -> Parameter {
            allocator.parameter(
                "\(path).\(name).weight",
                stored: [rows, width],
                initial: .normal(deviation: 0.02),
                decays: false,
                perMicroBatch: false
            )
        }
        self.tokens = table("tokens", tokens)
        self.positions = table("positions", positions)
        self.types = types > 0 ? table("types", types) : nil
        if ownTokens.isEmpty {
            (own, ownRows) = (nil, [])
        } else {
            var rows = [Int32](repeating: -1, count: tokens)
            for (row, token) in ownTokens.enumerated() { rows[Int(token)] = Int32(row) }
            ownRows = rows
            let segment = allocator.segment
            allocator.segment = .owned
            own = table("own_tokens", ownTokens.count)
            allocator.segment = segment
        }
        parameters = [own ?? self.tokens, self.positions] + (self.types.map { [$0] } ?? []) + (own == nil ? [] : [self.tokens])
    }

    /// One for 2,048 tokens each, then one for the positions and one for the types.
    public var gradientSlices: Int { tokenSlices + (types == nil ? 1 : 2) }
    private var tokenSlices: Int { (learning.shape[0] + Self.sliceTokens - 1) / Self.sliceTokens }
    /// The first parameter: of the tokens that learn, if any do.
    private var learning: Parameter { own ?? tokens }
    private var width: Int { output.count }

    /// Of the tokens the slice's rows, of another table everything in its own slice.
    public func gradientRange(slice: Int, parameter: Int) -> Range<Int> {
        guard parameter == 0 else { return 0..<(slice == tokenSlices + parameter - 1 ? parameters[parameter].count : 0) }
        guard slice < tokenSlices else { return 0..<0 }
        return slice * Self.sliceTokens * width..<min((slice + 1) * Self.sliceTokens * width, learning.count)
    }

    /// A token's row in the table that it is read from.
    private func floats(of token: Int, _ pass: LayerPass) -> UnsafePointer<Float> {
        if let own, ownRows[token] >= 0 { return pass.parameter(own) + Int(ownRows[token]) * width }
        return pass.parameter(tokens) + token * width
    }

    /// The row that a place's token learns in; negative: it does not.
    private func learningRow(_ x: UnsafePointer<Float>, _ place: Int) -> Int {
        let token = Int(x[place * input.count])
        return own == nil ? token : Int(ownRows[token])
    }

    private func type(_ x: UnsafePointer<Float>, _ place: Int) -> Int { input.count > 1 ? Int(x[place * 2 + 1]) : 0 }

    /// - Precondition: Every number is one of its table's, and no row has more places than there are positions.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        for row in 0..<pass.rows {
            let places = pass.places(of: row)
            precondition(places.count <= positions.shape[0], "a row of \(places.count) places, and positions for \(positions.shape[0])")
            for place in places {
                let token = Int(x[place * input.count])
                precondition((0..<tokens.shape[0]).contains(token), "token \(token) of \(tokens.shape[0])")
                let to = y + place * width
                to.update(from: floats(of: token, pass), count: width)
                Kernels.add(pass.parameter(positions) + (place - places.lowerBound) * width, to: to, count: width)
                guard let types else { continue }
                let type = type(x, place)
                precondition((0..<types.shape[0]).contains(type), "token type \(type) of \(types.shape[0])")
                Kernels.add(pass.parameter(types) + type * width, to: to, count: width)
            }
        }
    }

    /// dx = 0: a number has no slope.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        dx?.update(repeating: 0, count: pass.places * input.count)
    }

    /// Adds each place's dy to its row of the table, place after place; rows that no place has get 0.
    public func gradient(
        slice: Int,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ batch: BatchPass,
        into gradients: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        let parameter = max(0, slice - tokenSlices + 1)
        guard let table = gradients(parameter) else { return }
        let range = gradientRange(slice: slice, parameter: parameter)
        (table + range.lowerBound).update(repeating: 0, count: range.count)
        for row in 0..<batch.rows {
            let first = batch.offsets.map { Int($0[row] - $0[0]) } ?? row
            let end = batch.offsets.map { Int($0[row + 1] - $0[0]) } ?? row + 1
            for place in first..<end {
                let number = parameter == 0 ? learningRow(x, place) : parameter == 1 ? place - first : type(x, place)
                guard range.contains(number * width) else { continue }
                Kernels.add(dy + place * width, to: table + number * width, count: width)
            }
        }
    }
}

import Domain
import Prediction

/// One tensor's elements in row-major order, from JSON or from bytes, as the numbers or the texts that a column takes.
struct TensorElements {
    let tensor: InferenceRequest.Input
    let datatype: InferenceDatatype
    /// How many there must be.
    let count: Int
    /// For messages: `inputs[2]`.
    let place: String
    let request: InferenceRequest
    let body: UnsafeRawBufferPointer
    let unescaped: UnescapedText

    private var binary: BinaryElements? {
        tensor.binary.map { BinaryElements(self, UnsafeRawBufferPointer(rebasing: body[$0])) }
    }

    /// Elements as numbers; truths are 1 and 0, what is missing NaN. They must not be `BYTES`.
    ///
    /// - Parameter stray: Called with a number that no `Double` holds, or an infinity: missing, as in a file.
    func each(_ take: (Int, Double) -> Void, stray: (Int, ByteSpan) -> Void) throws(Refusal) {
        if let binary { return try binary.each(take, stray: stray) }
        try eachJSON { scanner, index throws(Refusal) in
            let isNull = scanner.peek() == UInt8(ascii: "n")
            let start = scanner.position
            let value = try number(&scanner, index)
            if value.isNaN && !isNull { stray(index, scanner.text(from: start)) }
            take(index, value)
        }
    }

    /// Elements as texts: those of `BYTES` as they are, numbers as the shortest decimal that reads back as the same number.
    ///
    /// - Parameter missing: Called in place of `take` for `null` and NaN.
    func eachText(_ take: (Int, ByteSpan) -> Void, missing: (Int) -> Void) throws(Refusal) {
        if let binary { return try binary.eachText(take, missing: missing) }
        try eachJSON { scanner, index throws(Refusal) in
            switch scanner.peek() {
            case UInt8(ascii: "n"):
                try scanner.literal("null")
                missing(index)
            case UInt8(ascii: "\"") where datatype == .bytes: take(index, try scanner.string())
            default:
                let start = scanner.position
                let value = try number(&scanner, index)
                let written = scanner.text(from: start)
                // A whole number is its own text: identifiers of more than 15 digits are not to be rounded.
                if written.isWholeNumber || value.isNaN {
                    take(index, written)
                } else {
                    Self.with(Decimals.shortest(value)) { take(index, $0) }
                }
            }
        }
    }

    /// Elements of `BYTES`: texts in JSON, whatever bytes in binary form.
    func eachBlob(text: (Int, ByteSpan) throws(Refusal) -> Void, binary take: (Int, ByteSpan) throws(Refusal) -> Void) throws(Refusal) {
        if let binary { return try binary.eachPiece(take) }
        try eachJSON { scanner, index throws(Refusal) in
            guard scanner.peek() == UInt8(ascii: "\"") else { throw try wrongType(&scanner, index) }
            try text(index, try scanner.string())
        }
    }

    /// Makes missing what a boolean column cannot hold.
    ///
    /// - Parameters:
    ///   - values: The column's number in the first row; the next row's is `stride` further on.
    ///   - stray: Called with the row and what stood there.
    static func keepTruths(
        _ values: UnsafeMutablePointer<Double>,
        stride: Int,
        rows: Int,
        stray: (Int, ByteSpan) -> Void
    ) {
        for row in 0..<rows {
            let value = values[row * stride]
            guard value != 0, value != 1, !value.isNaN else { continue }
            with(Decimals.shortest(value)) { stray(row, $0) }
            values[row * stride] = .nan
        }
    }

    static func with(_ text: String, _ body: (ByteSpan) -> Void) {
        var text = text
        text.withUTF8 { utf8 in
            if let base = utf8.baseAddress { body(ByteSpan(base: base, count: utf8.count)) }
        }
    }

    private func eachJSON(_ take: (inout JSONScanner, Int) throws(Refusal) -> Void) throws(Refusal) {
        guard let data = tensor.data else {
            throw Refusal(.invalid, what: "the input '\(tensor.name)' has no data", at: place, fix: "give data, or binary_data_size")
        }
        var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: body[..<request.headerLength]), unescaped: unescaped)
        scanner.move(to: data)
        var filled = 0
        try eachJSON(&scanner, &filled, take)
        guard filled == count else { throw wrongCount(filled) }
    }

    /// Lists may be nested as the shape is; flat ones are taken too.
    private func eachJSON(
        _ scanner: inout JSONScanner,
        _ filled: inout Int,
        _ take: (inout JSONScanner, Int) throws(Refusal) -> Void
    ) throws(Refusal) {
        try scanner.list { scanner throws(Refusal) in
            if scanner.peek() == UInt8(ascii: "[") { return try eachJSON(&scanner, &filled, take) }
            guard filled < count else { throw wrongCount(filled + 1) }
            try take(&scanner, filled)
            filled += 1
        }
    }

    private func number(_ scanner: inout JSONScanner, _ index: Int) throws(Refusal) -> Double {
        switch scanner.peek() {
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            return .nan
        case UInt8(ascii: "t") where datatype == .bool:
            try scanner.literal("true")
            return 1
        case UInt8(ascii: "f") where datatype == .bool:
            try scanner.literal("false")
            return 0
        case UInt8(ascii: "-") where datatype.isNumber, UInt8(ascii: "0")...UInt8(ascii: "9") where datatype.isNumber:
            return try scanner.finiteNumber() + 0
        default: throw try wrongType(&scanner, index)
        }
    }

    private func wrongType(_ scanner: inout JSONScanner, _ index: Int) throws(Refusal) -> Refusal {
        let start = scanner.position
        try scanner.skip()
        return Refusal(
            .invalid,
            what: "element \(index) of '\(tensor.name)' is \(scanner.text(from: start).excerpt), not \(datatype.rawValue)",
            at: place + ".data",
            fix: "write elements of the datatype, or null where missing"
        )
    }

    func wrongCount(_ found: Int) -> Refusal {
        Refusal(
            .invalid,
            what: "the input '\(tensor.name)' has \(found < count ? "only \(found)" : "more than \(count)") elements",
            at: place,
            fix: "give as many as the shape says: \(count)"
        )
    }
}

extension ByteSpan {
    /// Digits alone, with a sign or without; not −0.
    fileprivate var isWholeNumber: Bool {
        let sign = count > 0 && base[0] == UInt8(ascii: "-") ? 1 : 0
        guard count > sign, sign == 0 || base[1] != UInt8(ascii: "0") else { return false }
        for index in sign..<count where base[index] &- UInt8(ascii: "0") > 9 { return false }
        return true
    }
}

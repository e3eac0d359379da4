import Domain
import Prediction

/// An inference request's frame: everything but the tensors' contents, which stay where they are in the body.
struct InferenceRequest {
    struct Input {
        var name = ""
        var datatype: InferenceDatatype?
        var shape: [Int]?
        /// Where its `data` begins in the JSON; nil where it is binary.
        var data: Int?
        /// Its bytes within the body.
        var binary: Range<Int>?
    }

    struct Output {
        var name = ""
        var binary: Bool?
    }

    var id: String?
    var inputs: [Input] = []
    /// Nil: all.
    var outputs: [Output]?
    var binaryOutputs = false
    /// How much of the body is JSON.
    let headerLength: Int

    /// - Parameter headerLength: What `Inference-Header-Content-Length` says; nil: all is JSON.
    init(_ body: UnsafeRawBufferPointer, headerLength: Int?, unescaped: UnescapedText) throws(Refusal) {
        self.headerLength = headerLength ?? body.count
        guard (0...body.count).contains(self.headerLength) else {
            throw Refusal(
                .invalid,
                what: "Inference-Header-Content-Length is \(self.headerLength), and the body has \(body.count) bytes",
                fix: "give the length of the JSON before the binary tensors"
            )
        }
        var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: body[..<self.headerLength]), unescaped: unescaped)
        guard scanner.peek() == UInt8(ascii: "{") else {
            throw Refusal(
                .invalid,
                what: "the body is no inference request",
                fix: "send {\"inputs\":[{\"name\",\"datatype\",\"shape\",\"data\"}]}"
            )
        }
        var binarySizes: [Int?] = []
        try scanner.object { scanner, name throws(Refusal) in
            if try Self.isNull(&scanner) { return }
            switch name.string {
            case "id": id = try Self.text(&scanner, at: "id")
            case "inputs":
                try scanner.list { scanner throws(Refusal) in
                    let (input, size) = try Self.input(&scanner, at: "inputs[\(inputs.count)]")
                    inputs.append(input)
                    binarySizes.append(size)
                }
            case "outputs":
                var wanted: [Output] = []
                try scanner.list { scanner throws(Refusal) in wanted.append(try Self.output(&scanner, at: "outputs[\(wanted.count)]")) }
                outputs = wanted
            case "parameters":
                try scanner.object { scanner, name throws(Refusal) in
                    if try Self.isNull(&scanner) { return }
                    if name.equals("binary_data_output") {
                        binaryOutputs = try Self.flag(&scanner, at: "parameters.binary_data_output")
                    } else {
                        try scanner.skip()
                    }
                }
            default: try scanner.skip()
            }
        }
        try scanner.expectEnd()
        try layOut(binarySizes, in: body.count)
    }

    /// Binary tensors follow the JSON one after another, in the order of the inputs.
    private mutating func layOut(_ sizes: [Int?], in bodyCount: Int) throws(Refusal) {
        var start = headerLength
        for (place, size) in sizes.enumerated() {
            guard let size else { continue }
            guard size >= 0, size <= bodyCount - start else {
                throw Refusal(
                    .invalid,
                    what: "the binary tensor of \(size) bytes goes beyond the body's end",
                    at: "inputs[\(place)]",
                    fix: "make binary_data_size the tensor's bytes"
                )
            }
            inputs[place].binary = start..<start + size
            start += size
        }
        guard start == bodyCount else {
            throw Refusal(
                .invalid,
                what: "\(bodyCount - start) bytes follow the last tensor",
                fix: "set Inference-Header-Content-Length and binary_data_size"
            )
        }
    }

    private static func input(_ scanner: inout JSONScanner, at place: String) throws(Refusal) -> (Input, binarySize: Int?) {
        var input = Input()
        var size: Int?
        guard scanner.peek() == UInt8(ascii: "{") else { throw Refusal(.invalid, what: "a tensor is no object", at: place) }
        try scanner.object { scanner, name throws(Refusal) in
            if try isNull(&scanner) { return }
            switch name.string {
            case "name": input.name = try text(&scanner, at: place + ".name")
            case "datatype":
                let written = try text(&scanner, at: place + ".datatype")
                guard let datatype = InferenceDatatype(rawValue: written) else {
                    throw Refusal(
                        .invalid,
                        what: "the datatype '\(written)' is not taken",
                        at: place + ".datatype",
                        fix: "use one of \(InferenceDatatype.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                input.datatype = datatype
            case "shape":
                var shape: [Int] = []
                try scanner.list { scanner throws(Refusal) in shape.append(try whole(&scanner, at: place + ".shape")) }
                input.shape = shape
            case "data":
                _ = scanner.peek()
                input.data = scanner.position
                try scanner.skip()
            case "parameters":
                try scanner.object { scanner, name throws(Refusal) in
                    if try isNull(&scanner) { return }
                    if name.equals("binary_data_size") {
                        size = try whole(&scanner, at: place + ".parameters.binary_data_size")
                    } else {
                        try scanner.skip()
                    }
                }
            default: try scanner.skip()
            }
        }
        return (input, size)
    }

    private static func output(_ scanner: inout JSONScanner, at place: String) throws(Refusal) -> Output {
        var output = Output()
        guard scanner.peek() == UInt8(ascii: "{") else { throw Refusal(.invalid, what: "an output is no object", at: place) }
        try scanner.object { scanner, name throws(Refusal) in
            if try isNull(&scanner) { return }
            switch name.string {
            case "name": output.name = try text(&scanner, at: place + ".name")
            case "parameters":
                try scanner.object { scanner, name throws(Refusal) in
                    if try isNull(&scanner) { return }
                    if name.equals("binary_data") {
                        output.binary = try flag(&scanner, at: place + ".parameters.binary_data")
                    } else if name.equals("classification") {
                        guard try whole(&scanner, at: place + ".parameters.classification") == 0 else { throw noClassification(place) }
                    } else {
                        try scanner.skip()
                    }
                }
            default: try scanner.skip()
            }
        }
        return output
    }

    /// Triton's own extension, which would change an output's form.
    private static func noClassification(_ place: String) -> Refusal {
        Refusal(
            .invalid,
            what: "outputs are not given as ranked classes",
            at: place + ".parameters.classification",
            fix: "leave the parameter out (class_count in Triton's client) and read 'label' and 'probabilities'"
        )
    }

    /// A member that is null is not there: clients that write all that their types have do so.
    private static func isNull(_ scanner: inout JSONScanner) throws(Refusal) -> Bool {
        guard scanner.peek() == UInt8(ascii: "n") else { return false }
        try scanner.literal("null")
        return true
    }

    private static func text(_ scanner: inout JSONScanner, at place: String) throws(Refusal) -> String {
        guard scanner.peek() == UInt8(ascii: "\"") else {
            throw Refusal(.invalid, what: "a string is expected here", at: place, fix: "write it in quotes")
        }
        return try scanner.string().string
    }

    private static func flag(_ scanner: inout JSONScanner, at place: String) throws(Refusal) -> Bool {
        switch scanner.peek() {
        case UInt8(ascii: "t"):
            try scanner.literal("true")
            return true
        case UInt8(ascii: "f"):
            try scanner.literal("false")
            return false
        default: throw Refusal(.invalid, what: "expected true or false here", at: place, fix: "write true or false")
        }
    }

    private static func whole(_ scanner: inout JSONScanner, at place: String) throws(Refusal) -> Int {
        _ = scanner.peek()
        let start = scanner.position
        let number = try scanner.number()
        guard let whole = Int(exactly: number), whole >= 0 else {
            throw Refusal(
                .invalid,
                what: "\(scanner.text(from: start).excerpt) is not a size",
                at: place,
                fix: "write a whole number from 0"
            )
        }
        return whole
    }
}

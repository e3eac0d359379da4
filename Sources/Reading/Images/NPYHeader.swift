import Archives
import Domain

/// What a `.npy` file (NumPy's format 1.0 to 3.0) says of its array before the values.
struct NPYHeader {
    enum Kind: UInt8 {
        case unsigned = 0x75
        case signed = 0x69
        case float = 0x66
        case boolean = 0x62
        /// `|S`: bytes, filled with zeros.
        case bytes = 0x53
        /// `<U`: four bytes a character.
        case unicode = 0x55

        /// Bytes, or characters, that one value may have.
        var widths: [Int] {
            switch self {
            case .unsigned, .signed: [1, 2, 4, 8]
            case .float: [2, 4, 8]
            case .boolean: [1]
            case .bytes, .unicode: Array(1...4096)
            }
        }
    }

    let kind: Kind
    /// Bytes of one value.
    let width: Int
    let shape: [Int]

    var count: Int { shape.reduce(1, *) }

    /// Reads the header; what follows in `source` are the values, the last dimension running fastest, little-endian.
    init(_ source: any ByteSource, name: String) throws(Refusal) {
        func refusal(_ what: String, _ fix: String = "write it with numpy.save or numpy.savez") -> Refusal {
            Refusal(.invalid, what: what, at: name, fix: fix)
        }
        guard let magic = try source.take(8), magic[0..<6].elementsEqual([0x93] + Array("NUMPY".utf8)) else {
            throw refusal("not a NumPy array")
        }
        guard (1...3).contains(magic[6]) else {
            throw refusal("the array is of NumPy's format \(magic[6]).\(magic[7]), 1.0 to 3.0 are read")
        }
        guard let length = try source.take(magic[6] == 1 ? 2 : 4) else { throw refusal("the array's header is cut short") }
        let bytes = length.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard bytes <= 64 << 10, let text = try source.take(bytes) else { throw refusal("the array's header is cut short") }
        let fields = PythonFields(String(decoding: text, as: UTF8.self))
        guard let type = fields["descr"], let order = fields["fortran_order"], let shape = fields["shape"] else {
            throw refusal("the array's header is damaged, or its values are records")
        }
        let letters = Array(type.utf8)
        guard letters.count >= 3, let kind = Kind(rawValue: letters[1]), let size = Int(String(decoding: letters[2...], as: UTF8.self)),
            kind.widths.contains(size)
        else { throw refusal("the array holds values of type '\(type)'", "save numbers or texts of a fixed width") }
        guard letters[0] != UInt8(ascii: ">") || kind == .bytes else {
            throw refusal("the array is big-endian ('\(type)')", "save array.astype(array.dtype.newbyteorder('<'))")
        }
        let dimensions = shape.split(separator: ",").map { Int($0) }
        guard dimensions.count <= 8, dimensions.allSatisfy({ $0.map { $0 >= 0 && $0 <= 1 << 40 } ?? false }) else {
            throw refusal("the array's header is damaged: its shape is (\(shape))")
        }
        self.kind = kind
        width = kind == .unicode ? 4 * size : size
        self.shape = dimensions.compactMap(\.self)
        guard order == "False" || self.shape.count < 2 else {
            throw refusal("the array is in Fortran's order", "save numpy.ascontiguousarray(array)")
        }
        // With the values' width, which is at least 1: then neither the number of values nor that of bytes overflows.
        var total = width
        for dimension in self.shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw refusal("the array's header is damaged: its shape is (\(shape))") }
            total = product
        }
    }

    /// `(60000, 28, 28)`
    var shownShape: String { "(\(shape.map(String.init).joined(separator: ", ")))" }
}

/// The one Python literal that a header is: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 28, 28), }`.
private struct PythonFields {
    private let fields: [String: String]

    init(_ text: String) {
        var fields: [String: String] = [:]
        for key in ["descr", "fortran_order", "shape"] {
            guard let name = Self.range(of: "'\(key)':", in: text) else { continue }
            let value = text[name.upperBound...].drop { $0 == " " }
            switch value.first {
            case "'": fields[key] = String(value.dropFirst().prefix { $0 != "'" })
            case "(": fields[key] = value.dropFirst().prefix { $0 != ")" }.filter { $0 != " " }
            case "T", "F": fields[key] = String(value.prefix { $0.isLetter })
            // A list of fields: a record.
            default: continue
            }
        }
        self.fields = fields
    }

    subscript(key: String) -> String? { fields[key] }

    private static func range(of part: String, in text: String) -> Range<String.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return start..<text.index(start, offsetBy: part.count) }
            start = text.index(after: start)
        }
        return nil
    }
}

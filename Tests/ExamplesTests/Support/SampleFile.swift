import Domain
import Examples
import Glibc

/// A file that exists as long as this value and has no name on disk.
final class SampleFile {
    let descriptor: Int32

    init(_ bytes: [UInt8]) {
        var template = Array("/tmp/examples-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        precondition(descriptor >= 0 && unlink(template) == 0, "no temporary file: \(String(cString: strerror(errno)))")
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            precondition(count > 0, "cannot write: \(String(cString: strerror(errno)))")
            written += count
        }
    }

    convenience init(_ text: String) { self.init(Array(text.utf8)) }

    deinit { close(descriptor) }

    func read(
        as name: String = "a.csv", schema: Schema? = nil, specification: ModelSpecification = ModelSpecification(),
        maxRefusedShare: Double = 0.10, limits: ReadLimits = ReadLimits(), blockBytes: Int = 256 << 10
    ) throws(Refusal) -> ReadResult {
        var reader = ExampleReader(limits: limits)
        reader.blockBytes = blockBytes
        return try reader.read(
            fileDescriptor: descriptor, name: name, schema: schema, specification: specification, maxRefusedShare: maxRefusedShare)
    }
}

extension ExampleTable {
    /// A column's values as texts, nil where missing: numbers in Swift's form.
    func texts(_ name: String) -> [String?] {
        guard let place = schema.columns.firstIndex(where: { $0.name == name }) else { return [] }
        switch columns[place] {
        case .numbers(let numbers): return numbers.map { $0.isNaN ? nil : "\($0)" }
        case .booleans(let booleans): return booleans.map { $0 == 2 ? nil : $0 == 1 ? "true" : "false" }
        case .categories(let indices, let levels): return indices.map { $0 < 0 ? nil : levels[Int($0)] }
        case .images(let pixels, let shape):
            return (0..<rowCount).map { "\(Array(pixels[$0 * shape.count..<($0 + 1) * shape.count]))" }
        }
    }

    /// The labels as texts: numbers in Swift's form.
    var labelTexts: [String] {
        switch labels {
        case .classes(let indices, let names): indices.map { names[Int($0)] }
        case .numbers(let numbers): numbers.map { "\($0)" }
        }
    }

    func kind(_ name: String) -> ColumnKind? { schema.columns.first { $0.name == name }?.kind }
}

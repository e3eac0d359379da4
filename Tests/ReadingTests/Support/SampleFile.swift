import Domain
import Glibc
import Reading
import RowSamples
import Rows

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
        as name: String = "a.csv",
        schema: Schema? = nil,
        specification: ModelSpecification = ModelSpecification(),
        maxRefusedShare: Double = 0.10,
        limits: ReadLimits = ReadLimits(),
        blockBytes: Int = 256 << 10,
        formerLabel: String? = nil
    ) throws(Refusal) -> ReadResult {
        var reader = ExampleReader(limits: limits)
        reader.blockBytes = blockBytes
        return try reader.read(
            fileDescriptor: descriptor,
            name: name,
            schema: schema,
            specification: specification,
            maxRefusedShare: maxRefusedShare,
            formerLabel: formerLabel
        )
    }
}

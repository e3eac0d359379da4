import Domain
import Rows

/// The Open Inference Protocol's element types that are taken.
enum InferenceDatatype: String, Sendable, CaseIterable {
    case bool = "BOOL"
    case bytes = "BYTES"
    case fp64 = "FP64"
    case fp32 = "FP32"
    case fp16 = "FP16"
    case bf16 = "BF16"
    case int64 = "INT64"
    case int32 = "INT32"
    case int16 = "INT16"
    case int8 = "INT8"
    case uint64 = "UINT64"
    case uint32 = "UINT32"
    case uint16 = "UINT16"
    case uint8 = "UINT8"

    static func of(_ kind: ColumnKind) -> InferenceDatatype {
        switch kind.form.element {
        case .number: .fp64
        case .truth: .bool
        case .text: .bytes
        case .byte: .uint8
        }
    }

    /// Whether a column of `kind` takes it.
    func fits(_ kind: ColumnKind) -> Bool {
        kind.form.element == .truth || isNumber || self == .bytes
    }

    var isNumber: Bool { self != .bool && self != .bytes }

    /// Bytes of an element in binary form; nil where they vary.
    var width: Int? {
        switch self {
        case .bytes: nil
        case .bool, .int8, .uint8: 1
        case .fp16, .bf16, .int16, .uint16: 2
        case .fp32, .int32, .uint32: 4
        case .fp64, .int64, .uint64: 8
        }
    }
}

/// What a tensor of a safetensors file is made of, by the name that the format has for it.
enum TensorElement: String, CaseIterable, Sendable {
    case bool = "BOOL"
    case u8 = "U8"
    case i8 = "I8"
    case f8e5m2 = "F8_E5M2"
    case f8e4m3 = "F8_E4M3"
    case i16 = "I16"
    case u16 = "U16"
    case f16 = "F16"
    case bf16 = "BF16"
    case i32 = "I32"
    case u32 = "U32"
    case f32 = "F32"
    case f64 = "F64"
    case i64 = "I64"
    case u64 = "U64"

    /// Bytes of one.
    var byteCount: Int {
        switch self {
        case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
        case .i16, .u16, .f16, .bf16: 2
        case .i32, .u32, .f32: 4
        case .f64, .i64, .u64: 8
        }
    }

    /// Whether `floats` reads it.
    var isRead: Bool { [.f32, .f16, .bf16].contains(self) }

    /// Makes 32-bit floats of little-endian bytes; exact, since each of the three lies within the 32-bit ones.
    ///
    /// - Precondition: `isRead`, and there is room for all.
    func floats(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutablePointer<Float>) {
        let count = bytes.count / byteCount
        switch self {
        case .f32: UnsafeMutableRawPointer(floats).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        case .bf16:
            for index in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                floats[index] = Float(bitPattern: UInt32(bits) << 16)
            }
        case .f16:
            for index in 0..<count { floats[index] = Self.single(bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) }
        default: preconditionFailure("elements of type \(rawValue) as floats")
        }
    }

    /// IEEE 754's half precision.
    private static func single(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let (exponent, fraction) = (UInt32(bits >> 10 & 31), UInt32(bits & 0x3FF))
        switch exponent {
        case 0:
            // Multiples of 2⁻²⁴.
            let magnitude = Float(fraction) * 0x1p-24
            return Float(bitPattern: magnitude.bitPattern | sign)
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}

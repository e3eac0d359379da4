import CFuzzTargets

extension FuzzTarget {
    static let kernels = [
        inC("png") { fuzz_png($0, $1) }, inC("jpeg") { fuzz_jpeg($0, $1) }, inC("gemm", mostBytes: 64) { fuzz_gemm($0, $1) },
        inC("panels", mostBytes: 64) { fuzz_panels($0, $1) },
        inC("int8", mostBytes: 64) { fuzz_int8($0, $1) }, inC("convolution", mostBytes: 64) { fuzz_convolution($0, $1) },
        inC("pooling", mostBytes: 64) { fuzz_pooling($0, $1) }, inC("kernel-rows", mostBytes: 128) { fuzz_rows($0, $1) },
    ]

    /// A target in C; a PNG's checksums are made right for it.
    private static func inC(
        _ name: String,
        mostBytes: Int = 4096,
        _ run: @escaping @Sendable (UnsafePointer<UInt8>?, Int) -> Void
    ) -> FuzzTarget {
        FuzzTarget(name, mostBytes: mostBytes) {
            { bytes in
                Checksums.png(Array(bytes)).withUnsafeBufferPointer { run($0.baseAddress, $0.count) }
            }
        }
    }
}

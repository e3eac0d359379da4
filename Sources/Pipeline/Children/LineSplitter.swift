/// Cuts a stream of bytes into lines.
struct LineSplitter {
    private var rest: [UInt8] = []

    mutating func append(_ bytes: some Collection<UInt8>, _ onLine: (String) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                onLine(String(decoding: rest, as: UTF8.self))
                rest.removeAll(keepingCapacity: true)
            } else if rest.count < 65_536 {
                rest.append(byte)
            }
        }
    }
}

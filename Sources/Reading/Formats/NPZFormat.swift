import Domain

/// NumPy's archive of arrays (`numpy.savez`, `savez_compressed`): images under one of a few names, labels under another.
struct NPZFormat: ExampleFormat {
    static let endings = [".npz"]
    static let isPacked = true

    init(ending: String) {}

    func read(_ file: InputFile, _ request: ReadRequest) throws(Refusal) -> ReadResult {
        try NPZReading(file: file, request: request).read()
    }
}

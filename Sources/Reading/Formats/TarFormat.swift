import Domain

/// A tar of PNG and JPEG files, one folder per label, or of a pair of IDX files.
struct TarFormat: ExampleFormat {
    static let endings = [".tar"]

    init(ending: String) {}

    func read(_ file: InputFile, _ request: ReadRequest) throws(Refusal) -> ReadResult {
        let target = try ImageTarget(request, name: file.name)
        var reading = ImageFolderReading(file: file, request: request, target: target)
        if let result = try reading.read() { return result }
        reading.target = ImageTarget.fallback
        guard let result = try reading.read() else { preconditionFailure("images of a given size need no second look") }
        return result
    }
}

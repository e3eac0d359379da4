import Domain
import Files
import Glibc
import Hashing

/// A base that was added, or was there already.
public struct AddedBase: Hashable, Sendable {
    /// What it is.
    public var description: BaseDescription
    /// False where the same base was there already.
    public var isNew: Bool
}

extension BaseStore {
    /// Makes of a tokenizer's files, by name, what is kept as the base's tokenizer; `vocabulary` is the number that a token's lies below.
    public typealias TokenizerPreparation = (_ files: [String: [UInt8]], _ vocabulary: Int) throws(Refusal) -> [UInt8]

    /// Files that a tokenizer may have, as far as they are there.
    static let tokenizerFiles = [
        "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    ]
    private static let mostTokenizerBytes = 64 << 20
    private static let mostConfigurationBytes = 1 << 20

    /// Checks a base's files and keeps what encoding needs of them: all of it or nothing. A base that is here already is left as it is, unless it is
    /// damaged: then it is made anew.
    ///
    /// - Parameters:
    ///   - source: A folder as Hugging Face's libraries write it, or a `.zip` or Python wheel with one in it.
    ///   - name: For people; nil: the source's.
    ///   - prepareTokenizer: Called for a new base alone.
    /// - Throws: `Refusal` naming what is missing, of another shape, or asks for what is not built.
    public func add(_ source: String, name: String? = nil, prepareTokenizer: TokenizerPreparation) throws(Refusal) -> AddedBase {
        let files = try Self.files(source)
        let work = try WorkFolder(in: path)
        let modules = try SentenceModules(files)
        let configurationPath = modules.inEncoder("config.json")
        guard files.has(configurationPath) else {
            throw Refusal(
                .notFound,
                what: "there is no \(configurationPath)",
                at: source,
                fix: "name the folder that Hugging Face's files lie in"
            )
        }
        let json = try files.bytes(configurationPath, atMost: Self.mostConfigurationBytes)
        let configuration = try EncoderConfiguration(json, name: "\(files.place)/\(configurationPath)")
        let weights = try Self.weights(files, modules, work)
        let tensors = try EncoderTensors(weights.header, configuration, name: weights.file.path)
        let tokenizer = try Self.tokenizer(files, modules)

        var sources = tokenizer.mapValues { SHA256.hash($0) }
        sources["config.json"] = SHA256.hash(json)
        sources["model.safetensors"] = try weights.file.digest()
        var description = BaseDescription(
            format: BaseDescription.currentFormat,
            name: name ?? files.name,
            architecture: configuration.architecture,
            shape: configuration.shape,
            pooling: modules.pooling,
            isNormalized: modules.isNormalized,
            trainedLength: modules.trainedLength,
            sources: sources,
            files: [:],
            ignoredTensors: tensors.ignored
        )
        let folder = folder(description.digest)
        if let kept = try? folder.check() { return AddedBase(description: kept, isNew: false) }

        let prepared = try prepareTokenizer(tokenizer, configuration.shape.vocabulary)
        let writer = try KeptFileWriter("\(work.path)/\(BaseFolder.weights)")
        try PreparedWeights.write(configuration.shape.network(), tensors, from: weights, to: writer)
        try weights.file.requireUnchanged()
        description.files[BaseFolder.weights] = try writer.finish()
        for (file, bytes) in tokenizer { description.files[file] = try KeptFileWriter.write(bytes, to: "\(work.path)/\(file)") }
        description.files[BaseFolder.tokenizer] = try KeptFileWriter.write(prepared, to: "\(work.path)/\(BaseFolder.tokenizer)")
        try Self.seal(description, in: work.path)
        try put(work, at: folder)
        return AddedBase(description: description, isNew: true)
    }

    private static func files(_ source: String) throws(Refusal) -> any BaseFiles {
        guard let status = FileStatus(at: RawPath(source)) else {
            throw Refusal(
                .notFound,
                what: "there is no such file or folder",
                at: source,
                fix: "name a Hugging Face folder, a .zip or a wheel"
            )
        }
        // What a link leads to shows when it is opened.
        if status.kind == .folder || (status.kind == .link && !ArchiveFiles.isArchive(source)) { return FolderFiles(source) }
        guard ArchiveFiles.isArchive(source) else {
            throw Refusal(
                .invalid,
                what: "this is a file, neither .zip nor .whl",
                at: source,
                fix: "name the folder that it lies in: config.json and the tokenizer belong to the weights"
            )
        }
        return try ArchiveFiles(source)
    }

    private static func weights(_ files: some BaseFiles, _ modules: SentenceModules, _ work: WorkFolder) throws(Refusal) -> TensorFile {
        let path = modules.inEncoder("model.safetensors")
        guard files.has(path) else {
            if files.has(modules.inEncoder("pytorch_model.bin")) {
                throw Refusal(
                    .invalid,
                    what: "the weights are a pickle (pytorch_model.bin), which may run programs when it is read",
                    at: files.place,
                    fix: "convert them where you trust them: python3 -c \"from transformers import AutoModel; "
                        + "AutoModel.from_pretrained('.').save_pretrained('.', safe_serialization=True)\""
                )
            }
            if files.has(modules.inEncoder("model.safetensors.index.json")) {
                throw Refusal(
                    .invalid,
                    what: "the weights lie in several files",
                    at: files.place,
                    fix: "save them as one: save_pretrained('.', max_shard_size='10GB')"
                )
            }
            throw Refusal(.notFound, what: "there is no \(path)", at: files.place, fix: "fetch the whole folder")
        }
        return try TensorFile(try files.open(path, unpackingInto: work.path))
    }

    private static func tokenizer(_ files: some BaseFiles, _ modules: SentenceModules) throws(Refusal) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for file in tokenizerFiles where files.has(modules.inEncoder(file)) {
            found[file] = try files.bytes(modules.inEncoder(file), atMost: mostTokenizerBytes)
        }
        guard found["tokenizer.json"] != nil || found["vocab.txt"] != nil || (found["vocab.json"] != nil && found["merges.txt"] != nil)
        else {
            throw Refusal(
                .notFound,
                what: "there is no tokenizer: no tokenizer.json, no vocab.txt, no vocab.json with merges.txt",
                at: files.place,
                fix: "fetch the whole folder"
            )
        }
        return found
    }

    private static func seal(_ description: BaseDescription, in folder: String) throws(Refusal) {
        guard let document = try? CanonicalJSON.encode(description) else { preconditionFailure("a base's document does not encode") }
        let kept = try KeptFileWriter.write(document, to: "\(folder)/\(BaseFolder.document)")
        guard let weights = FileStatus(at: RawPath("\(folder)/\(BaseFolder.weights)")) else {
            throw FileWork.failure("the file cannot be looked at", RawPath("\(folder)/\(BaseFolder.weights)"))
        }
        try BaseSeal(document: kept.digest, weights: weights).write(in: folder)
        let path = RawPath("\(folder)/\(BaseSeal.file)")
        let descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", path) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o444) == 0, fsync(descriptor) == 0 else {
            throw FileWork.failure("the file cannot be brought to disk", path)
        }
    }

    /// In the place of one that cannot be opened, where there is one.
    private func put(_ work: WorkFolder, at folder: BaseFolder) throws(Refusal) {
        if try work.put(at: folder.path) { return }
        try WorkFolder(in: path).take(folder.path)
        guard try work.put(at: folder.path) else {
            throw Refusal(.conflict, what: "somebody else adds the same base", at: folder.path, fix: "try again")
        }
    }
}

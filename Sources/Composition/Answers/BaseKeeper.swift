import Bases
import ContinualLearning
import Domain
import Glibc
import Hashing
import LearnAPI
import Logging
import Models
import Pipeline
import Registry
import Threads

/// The pretrained bases: added by a child process, since their files come from anywhere; listed; taken away where no version needs them.
///
/// On a thread of its own, which a child's work blocks.
actor BaseKeeper {
    private let registry: VersionRegistry
    private let serving: ServingStage
    private let settings: LiveSettings
    private let stop: StopSwitch
    private let logger: Logger
    private let executor = ThreadExecutor(name: "bases")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(registry: VersionRegistry, serving: ServingStage, settings: LiveSettings, stop: StopSwitch, logger: Logger) {
        self.registry = registry
        self.serving = serving
        self.settings = settings
        self.stop = stop
        self.logger = logger
    }

    private var folder: String { settings.current.paths.bases }

    func list() async throws -> BasesResponse { try await response { $0.list() } }

    /// Reads every byte of every base; what lacked one that is well now is loaded.
    func check() async throws -> BasesResponse {
        let answer = try await response { store in
            store.list().map { base in
                let fault = Result { () throws(Refusal) in try store.check(base.digest) }
                if case .failure(let refusal) = fault { logger.error("\(refusal)", metadata: ["base": "\(base.digest)"]) }
                return (base.digest, fault)
            }
        }
        _ = try await serving.loadDamaged()
        return answer
    }

    /// The bases as `look` finds them, and those that a serving version needs and that are not there.
    private func response(
        _ look: (BaseStore) -> [(digest: Digest, description: Result<BaseDescription, Refusal>)]
    ) async throws -> BasesResponse {
        var readers: [Digest: [ModelName]] = [:]
        for model in try await registry.models() {
            guard let serving = model.servingVersion else { continue }
            for base in try await registry.bases(of: serving, of: model.name) { readers[base, default: []].append(model.name) }
        }
        var found = look(try BaseStore(folder))
        for digest in readers.keys where !found.contains(where: { $0.digest == digest }) {
            let gone = Refusal(.notFound, what: "it is not here", fix: "add it again: 'learnctl base add DIR'")
            found.append((digest, .failure(gone)))
        }
        return BasesResponse(
            bases: found.sorted { $0.digest < $1.digest }.map { base in
                // A damaged one still has a name, as far as its document is well.
                let name = (try? BaseStore(folder).description(base.digest))?.name
                return BaseSummary(base.digest, base.description, name: name, models: readers[base.digest] ?? [])
            }
        )
    }

    func add(_ request: AddBaseRequest) async throws -> AddBaseResponse {
        guard request.path.hasPrefix("/") else {
            throw Refusal(.invalid, what: "'\(request.path.printable)' is no absolute path", fix: "name the folder, zip or wheel from / on")
        }
        guard access(request.path, R_OK) == 0 else {
            throw Refusal(
                errno == EACCES ? .forbidden : .invalid,
                what: "the daemon cannot read it: \(String(cString: strerror(errno)))",
                at: request.path,
                fix: errno == EACCES
                    ? "copy it to where the daemon's user may read, such as /var/tmp, and add it from there"
                    : "check the path; it is one of the daemon's machine"
            )
        }
        struct Added: Decodable {
            var digest: Digest
            var isNew: Bool
        }
        let learning = settings.learning
        var words = ["add-base", request.path, "--bases", folder]
        if let name = request.name { words += ["--name", name] }
        words += ["--nice", "\(learning.nice)", "--memory", "\(learning.readingBytes)", "--oom-score", "\(learning.oomScore)"]
        var added: Added?
        let ending = ChildProcess(executable: learning.executable, arguments: words, silenceLimit: Self.patience).run(stop: stop.descriptor)
        {
            if let line = try? CanonicalJSON.decode(Added.self, from: Array($0.utf8)) { added = line }
        }
        guard let added else {
            throw Refusal(.invalid, what: ending.lastWords.isEmpty ? "the base was not added: \(ending)" : ending.lastWords)
        }
        let description = try BaseStore(folder).description(added.digest)
        logger.notice("base \(description.name) added", metadata: ["base": "\(added.digest)"])
        let loaded = try await serving.loadDamaged()
        return AddBaseResponse(
            base: BaseSummary(added.digest, .success(description), name: nil, models: []),
            added: added.isNew,
            ignored: description.ignoredTensors,
            loaded: loaded.isEmpty ? nil : loaded
        )
    }

    /// Until the next word of a child: a large base on a slow disk.
    private static let patience = Duration.seconds(1_800)

    func remove(_ name: String) async throws -> RemoveBaseResponse {
        let store = try BaseStore(folder)
        let digest = try store.find(name)
        for model in try await registry.models() {
            for version in try await registry.versions(of: model.name)
            where try await registry.bases(of: version.number, of: model.name).contains(digest) {
                throw Refusal(
                    .conflict,
                    what: "version \(version.number) of '\(model.name)' reads texts with the base \(digest.short)",
                    fix: "remove the model first ('learnctl remove \(model.name)'), or keep the base"
                )
            }
        }
        try store.remove(digest)
        settings.current.textCache.remove(digest)
        logger.notice("base removed", metadata: ["base": "\(digest)"])
        return RemoveBaseResponse(digest: digest)
    }
}

extension BaseSummary {
    /// - Parameter name: Of one that is damaged, where it is known.
    init(_ digest: Digest, _ description: Result<BaseDescription, Refusal>, name: String?, models: [ModelName]) {
        switch description {
        case .success(let base):
            self.init(
                digest: digest,
                name: base.name,
                architecture: base.architecture.rawValue,
                width: base.width,
                layers: base.shape.layers,
                longestText: base.longestText,
                bytes: base.files.values.reduce(0) { $0 + $1.bytes },
                models: models
            )
        case .failure(let refusal): self.init(digest: digest, name: name, models: models, fault: "\(refusal)")
        }
    }
}

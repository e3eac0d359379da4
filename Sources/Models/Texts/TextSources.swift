import Bases
import Domain
import NeuralNetworks

/// Where vectors of texts come from: hashing, and the bases of a folder. A base is opened when a model asks for it: it may have been added since.
public struct TextSources: Sendable {
    private let folder: String?
    private let cache: TextCache?
    private let readsWhole: Bool
    private let opened = OpenBases()

    /// Hashing alone.
    public static let hashing = TextSources(folder: nil)

    /// - Parameters:
    ///   - folder: Of a `BaseStore`; nil: there are no bases.
    ///   - cache: Keeps the vectors that bases make; nil: they are made each time.
    ///   - readsWhole: Whether a base is read byte by byte when it is opened: by whoever learns with it. Else size, inode and time are looked at alone.
    public init(folder: String?, cache: TextCache? = nil, readsWhole: Bool = false) {
        self.folder = folder
        self.cache = cache
        self.readsWhole = readsWhole
    }

    /// Bytes of what frozen layers put out that a job may keep.
    var frozenBytes: Int { cache?.most ?? Self.usualFrozenBytes }
    /// Where it keeps them; nil: in memory.
    var frozenFolder: String? { cache?.folder }
    private static let usualFrozenBytes = 256 << 20

    /// The base that a new model's texts are read by: of several the last in the order of their digests; nil where there is none.
    public var standard: Digest? {
        guard let folder, let bases = try? BaseStore(folder) else { return nil }
        return bases.list().last { if case .success = $0.description { true } else { false } }?.digest
    }

    /// The base that a new model's texts are read by, where its settings may name one.
    ///
    /// - Throws: `Refusal` where the named one is not there, or may be several.
    public func base(_ setting: String?) throws(Refusal) -> Digest? {
        guard let setting else { return standard }
        do throws(Refusal) {
            guard let folder else { throw Refusal(.failed, what: "this program was given no folder of bases") }
            return try BaseStore(folder).find(setting)
        } catch {
            throw Refusal(
                .invalid,
                what: "text.base: \(error.what)",
                fix: "'learnctl base list' shows the bases that are there; add the base ('learnctl base add DIR') or change the setting "
                    + "('learnctl reload' reads it), then requeue the file"
            )
        }
    }

    /// With what a new model's texts are read, where that is a base that is there.
    public func reading(_ specification: TextSpecification) -> TextReading? {
        guard let folder, let base = try? base(specification.base) else { return nil }
        return TextReading(folder: folder, base: base, tokens: specification.tokens)
    }

    /// With what a version's texts are read, where that is a base.
    public func reading(_ text: FeatureMap.Text?) -> TextReading? {
        guard let folder, let text, let base = text.base else { return nil }
        return TextReading(folder: folder, base: base, tokens: text.tokens)
    }

    /// - Parameters:
    ///   - precision: Of a base's encoder.
    ///   - moved: The version's own, where it reads by one that has moved from its base.
    /// - Throws: `Refusal` where the base is not there, or not what it was, or the version's own encoder is not the one that its document tells.
    package func vectors(_ text: FeatureMap.Text, precision: Precision = .single, moved: MovedEncoder? = nil) throws(Refusal) -> any TextVectors {
        guard let digest = text.base else { return HashedVectors() }
        let whole = try open(digest)
        let key = OpenBases.Key(base: digest, moved: text.moved?.digest, tokens: text.tokens, precision: precision)
        let vectors = try opened.vectors(key) { () throws(Refusal) in
            guard let form = text.moved else { return BaseVectors(whole, tokens: text.tokens, precision: precision) }
            guard let moved, moved.form == form else {
                throw Refusal(.failed, what: "the version reads texts by an encoder of its own, which is not in it")
            }
            return try MovedVectors(whole, moved, tokens: text.tokens, precision: precision)
        }
        guard let cache, precision == .single else { return vectors }
        return opened.cached(key, vectors, most: whole.most(text.tokens), cache)
    }

    /// A base, to be read and learned from.
    ///
    /// - Throws: `Refusal` where it is not there, or not what it was.
    func open(_ digest: Digest) throws(Refusal) -> OpenBase {
        guard let folder else {
            throw Refusal(.failed, what: "the model reads texts with the base \(digest), and this program was given no folder of bases")
        }
        do throws(Refusal) {
            return try opened.whole(digest) { () throws(Refusal) in
                let store = try BaseStore(folder)
                if readsWhole { try store.check(digest) }
                return try OpenBase(try store.open(digest))
            }
        } catch {
            let isGone = error.kind == .notFound
            throw Refusal(
                .unavailable,
                what: isGone
                    ? "it reads texts with the base \(digest.short), which is not here"
                    : "it reads texts with the base \(digest.short): \(error.place.map { "\($0): " } ?? "")\(error.what)",
                fix: isGone ? Self.bringBack : error.fix
            )
        }
    }

    /// What puts a base right that is not there.
    private static let bringBack = "add it again: 'learnctl base add DIR' ('make base' adds all-MiniLM-L6-v2)"

    /// The bases that are there, by their digests; a damaged one with what is wrong with it.
    public func bases() -> [Digest: Result<BaseDescription, Refusal>] {
        guard let folder, let store = try? BaseStore(folder) else { return [:] }
        return Dictionary(uniqueKeysWithValues: store.list().map { ($0.digest, $0.description) })
    }
}

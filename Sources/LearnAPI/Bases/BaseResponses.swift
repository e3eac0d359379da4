import Domain

/// A pretrained base: an element of `GET /v1/bases`.
public struct BaseSummary: Hashable, Sendable, Codable {
    /// What versions name it by.
    public var digest: Digest
    /// For people; nil of a damaged one.
    public var name: String?
    /// `bert`, `distilbert` or `roberta`.
    public var architecture: String?
    /// Numbers of a text's vector.
    public var width: Int?
    /// Of the encoder.
    public var layers: Int?
    /// Tokens that a text may have.
    public var longestText: Int?
    /// On the disk.
    public var bytes: Int?
    /// Models whose serving version reads texts with it.
    public var models: [ModelName]
    /// What is wrong with it; nil: nothing.
    public var fault: String?

    /// As the daemon found it.
    public init(
        digest: Digest,
        name: String? = nil,
        architecture: String? = nil,
        width: Int? = nil,
        layers: Int? = nil,
        longestText: Int? = nil,
        bytes: Int? = nil,
        models: [ModelName] = [],
        fault: String? = nil
    ) {
        self.digest = digest
        self.name = name
        self.architecture = architecture
        self.width = width
        self.layers = layers
        self.longestText = longestText
        self.bytes = bytes
        self.models = models
        self.fault = fault
    }

    private enum CodingKeys: String, CodingKey {
        case digest, name, architecture, width, layers, bytes, models, fault
        case longestText = "longest_text"
    }
}

/// `GET /v1/bases`
public struct BasesResponse: Hashable, Sendable, Codable {
    /// In the order of their digests.
    public var bases: [BaseSummary]

    /// All there are.
    public init(bases: [BaseSummary]) { self.bases = bases }
}

/// `POST /v1/bases`
public struct AddBaseRequest: Hashable, Sendable, Codable {
    /// A folder, a `.zip` or a wheel on the daemon's machine, by its absolute path.
    public var path: String
    /// For people; nil: the source's.
    public var name: String?

    /// The daemon reads it as its own user.
    public init(path: String, name: String? = nil) {
        self.path = path
        self.name = name
    }
}

/// What adding a base came to.
public struct AddBaseResponse: Hashable, Sendable, Codable {
    /// The base.
    public var base: BaseSummary
    /// False: it was there already.
    public var added: Bool
    /// Tensors of the file that an encoder does not need.
    public var ignored: [String]
    /// Models that lacked it and answer again; nil: none.
    public var loaded: [ModelName]?

    /// - Parameter added: False where it was there already.
    public init(base: BaseSummary, added: Bool, ignored: [String], loaded: [ModelName]? = nil) {
        self.base = base
        self.added = added
        self.ignored = ignored
        self.loaded = loaded
    }
}

/// `POST /v1/bases/{base}/remove`
public struct RemoveBaseResponse: Hashable, Sendable, Codable {
    /// What it was named by.
    public var digest: Digest

    /// It is gone.
    public init(digest: Digest) { self.digest = digest }
}

import Domain

/// The merges of a byte-pair model as files write them, from the first to the last.
struct MergeList {
    let vocabulary: Vocabulary
    /// What refusals call the file.
    let place: String
    private(set) var merges: [MergeTable.Merge] = []

    init(vocabulary: Vocabulary, place: String) {
        self.vocabulary = vocabulary
        self.place = place
    }

    /// `["a b", …]` or `[["a", "b"], …]`
    mutating func add(_ list: JSONValue) throws(Refusal) {
        var hasPairs: Bool?
        let place = place
        for (index, value) in try list.elements().enumerated() {
            guard hasPairs ?? value.isArray == value.isArray else { throw list.refusal("has texts and pairs together") }
            hasPairs = value.isArray
            if value.isArray {
                let parts = Array(try value.elements())
                guard parts.count == 2 else { throw list.refusal("[\(index)] is no pair") }
                try add(try parts[0].text()[...], try parts[1].text()[...], at: "\(place): \(list.name)[\(index)]")
            } else {
                try add(line: try value.text()[...], at: "\(place): \(list.name)[\(index)]")
            }
        }
    }

    /// The lines of `merges.txt`.
    mutating func add(file bytes: [UInt8]) throws(Refusal) {
        let place = place
        for (number, line) in TextLines(bytes).enumerated() { try add(line: line, at: "\(place):\(number + 1)") }
    }

    private mutating func add(line: ArraySlice<UInt8>, at place: @autoclosure () -> String) throws(Refusal) {
        if line.starts(with: Array("#version".utf8)) { return }
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Refusal(
                .invalid,
                what: "a merge is two tokens with a space between them, not '\(Vocabulary.shown(line))'",
                at: place(),
                fix: "take the file from the model's folder again"
            )
        }
        try add(parts[0], parts[1], at: place())
    }

    private mutating func add(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>, at place: @autoclosure () -> String) throws(Refusal) {
        func id(_ token: some Collection<UInt8>) throws(Refusal) -> Int32 {
            if let id = vocabulary.id(of: token) { return id }
            throw Refusal(
                .invalid,
                what: "a merge has the token '\(Vocabulary.shown(token))', which the vocabulary has not",
                at: place(),
                fix: "take vocabulary and merges from the same model"
            )
        }
        merges.append(.init(left: try id(left), right: try id(right), becomes: try id(Array(left) + Array(right))))
    }
}

extension BytePairModel {
    /// A model whose bytes are written in the vocabulary as `ByteAlphabet` writes them.
    init(
        vocabulary: Vocabulary,
        merges: [MergeTable.Merge],
        unknownToken: [UInt8]?,
        fusesUnknown: Bool,
        addsPrefixSpace: Bool,
        splitsWords: Bool
    ) throws(Refusal) {
        let letters = ByteAlphabet.letters.map { vocabulary.id(of: $0) ?? -1 }
        let unknownID = unknownToken.flatMap { vocabulary.id(of: $0) }
        if let unknownToken, unknownID == nil, letters.contains(-1) {
            throw Refusal(
                .invalid,
                what: "the vocabulary has neither a token for every byte nor its unknown token '\(Vocabulary.shown(unknownToken))'",
                fix: "take the vocabulary and the configuration from the same model"
            )
        }
        try self.init(
            count: vocabulary.count,
            largestID: vocabulary.largestID,
            letters: letters,
            merges: merges,
            unknownID: unknownID,
            fusesUnknown: fusesUnknown,
            addsPrefixSpace: addsPrefixSpace,
            splitsWords: splitsWords
        )
    }
}

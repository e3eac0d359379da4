import Domain

/// What stands around each text.
struct PostProcessor {
    var leading: [Int32] = []
    var trailing: [Int32] = []

    /// More pieces or tokens than this no model has around its texts.
    private static let most = 64

    private static let taken = "TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel"

    /// - Parameter value: `post_processor`; nil where there is none.
    init(_ value: JSONValue?) throws(Refusal) {
        guard let value else { return }
        switch try value.need("type").string() {
        case "ByteLevel": break
        case "BertProcessing", "RobertaProcessing":
            leading = [try PostProcessor.pair(try value.need("cls"))]
            trailing = [try PostProcessor.pair(try value.need("sep"))]
        case "TemplateProcessing": try take(template: value)
        case "Sequence":
            for part in try value.need("processors").elements() {
                let inner = try PostProcessor(part)
                guard (leading + trailing).isEmpty || (inner.leading + inner.trailing).isEmpty else {
                    throw value.refusal("has several parts that add tokens", fix: "leave one of them")
                }
                leading += inner.leading
                trailing += inner.trailing
            }
        case let other:
            throw value.refusal(
                "is of the kind '\(other.printable)', which is not known here",
                fix: "use a base whose post-processor is one of \(PostProcessor.taken)"
            )
        }
    }

    /// `single`: pieces before and behind the text, each of which stands for some ids.
    private mutating func take(template: JSONValue) throws(Refusal) {
        let tokens = try template.need("special_tokens")
        var isBehind = false
        for (place, piece) in try template.need("single").elements().enumerated() {
            if let sequence = try piece.member("Sequence") {
                guard try sequence.need("id").string() == "A", !isBehind else {
                    throw template.refusal("has a template other than one text with tokens around it", fix: "use another base")
                }
                isBehind = true
                continue
            }
            let name = try piece.need("SpecialToken").need("id").text()
            var ids: [Int32]?
            for (key, token) in try tokens.members() where try key.text() == name {
                ids = try token.need("ids").elements().prefix(PostProcessor.most + 1).map { value throws(Refusal) in
                    try PostProcessor.id(value)
                }
            }
            guard let ids else { throw template.refusal("has no ids for '\(Vocabulary.shown(name))'", fix: "save the tokenizer again") }
            if isBehind { trailing += ids } else { leading += ids }
            guard place < PostProcessor.most, leading.count + trailing.count <= PostProcessor.most else {
                throw template.refusal("has more than \(PostProcessor.most) tokens around a text", fix: "use another base")
            }
        }
        guard isBehind else { throw template.refusal("has a template without the text", fix: "use another base") }
    }

    /// `["[CLS]", 101]`
    private static func pair(_ value: JSONValue) throws(Refusal) -> Int32 {
        let parts = Array(try value.elements())
        guard parts.count == 2 else { throw value.refusal("is no pair of a token and its id") }
        _ = try parts[0].text()
        return try id(parts[1])
    }

    private static func id(_ value: JSONValue) throws(Refusal) -> Int32 {
        let number = try value.count()
        guard number <= Vocabulary.largestPossibleID else { throw value.refusal("holds the id \(number), which no vocabulary has") }
        return Int32(number)
    }
}

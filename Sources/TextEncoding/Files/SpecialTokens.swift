import Domain

/// The tokens that a class of tokenizers has beside its vocabulary's words.
struct SpecialTokens {
    var pad: AddedToken?
    /// Stands before each text.
    var leading: AddedToken?
    /// Stands behind each text.
    var trailing: AddedToken?
    var others: [AddedToken?] = []

    /// All of them.
    var all: [AddedToken] { ([pad, leading, trailing] + others).compactMap { $0 } }

    init(pad: AddedToken?, leading: AddedToken?, trailing: AddedToken?, others: [AddedToken?]) {
        self.pad = pad
        self.leading = leading
        self.trailing = trailing
        self.others = others
    }

    /// RoBERTa's; its `<mask>` takes the space before it with it.
    init(roberta settings: TokenizerConfiguration) throws(Refusal) {
        var mask = try settings.token("mask_token", default: "<mask>")
        if mask?.content == Array("<mask>".utf8) { mask?.stripsLeft = true }
        self.init(
            pad: try settings.token("pad_token", default: "<pad>"),
            leading: try settings.token("cls_token", default: "<s>"),
            trailing: try settings.token("sep_token", default: "</s>"),
            others: [
                try settings.token("bos_token", default: "<s>"), try settings.token("eos_token", default: "</s>"),
                try settings.token("unk_token", default: "<unk>"), mask,
            ]
        )
    }

    /// GPT-2's: nothing stands around a text unless `add_bos_token` says so.
    init(gpt2 settings: TokenizerConfiguration) throws(Refusal) {
        let begin = try settings.token("bos_token", default: "<|endoftext|>")
        self.init(
            pad: try settings.token("pad_token", default: nil),
            leading: try settings.flag("add_bos_token", default: false) ? begin : nil,
            trailing: nil,
            others: [
                begin, try settings.token("eos_token", default: "<|endoftext|>"), try settings.token("unk_token", default: "<|endoftext|>"),
            ]
        )
    }
}

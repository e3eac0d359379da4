"""Makes the golden files beside it: python3 make_golden.py (tokenizers 0.23.3).

Two small models are trained on generated lines and stored once each (`wordpiece.json`, `bytepairs.json`: what a tokenizer.json has under "model").
Each case is a tokenizer.json around one of them. For each block of lines `golden.json` has a digest of all ids, and some lines' ids in full.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from lines import PALETTE, block

HERE = Path(__file__).parent
BLOCKS, LINES, EXAMPLES = 40, 500, 25


def texts(first, blocks):
    return [line.decode("utf-8", errors="replace") for number in range(first, first + blocks) for line in block(number, LINES)]


def save_model(name, tokenizer):
    model = json.loads(tokenizer.to_str())["model"]
    (HERE / name).write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")))
    return model


def train_word_pieces():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    # As it is written: cases that lower-case find less of it, which is as good.
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    lines = texts(1000, 4)
    lines += [normalizers.BertNormalizer().normalize_str(line) for line in lines]
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(vocab_size=4000, limit_alphabet=1500, special_tokens=specials))
    return save_model("wordpiece.json", tokenizer)


def train_byte_pairs():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=2500,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts(2000, 4), trainer)
    return save_model("bytepairs.json", tokenizer)


def added(content, vocab, **flags):
    """An added token; one that is not in the vocabulary gets the next free id, as the reference gives it."""
    off = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    return {"id": vocab.setdefault(content, len(vocab)), "content": content} | off | flags


def bert_cases(model):
    vocab = model["vocab"]
    specials = [added(name, vocab, special=True) for name in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]]
    around = {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
        ],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {name: {"id": name, "ids": [vocab[name]], "tokens": [name]} for name in ["[CLS]", "[SEP]"]},
    }
    old = {"type": "BertProcessing", "sep": ["[SEP]", vocab["[SEP]"]], "cls": ["[CLS]", vocab["[CLS]"]]}
    more = specials + [
        added("Ticket#", vocab, single_word=True, normalized=True),
        added("naïve word", vocab, normalized=True, lstrip=True),
        added("NEW", vocab, rstrip=True, lstrip=True),
        added("new york", vocab, normalized=True, rstrip=True),
        added("@@", vocab, single_word=True),
    ]

    def bert(**options):
        return {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True} | options

    def case(name, normalizer, tokens=specials, processor=around, change=None):
        parts = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens, "normalizer": normalizer}
        parts |= {"pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": processor, "decoder": None}
        return {"name": name, "model": "wordpiece.json", "change": change or [], "parts": parts}

    yield case("uncased", bert())
    yield case("cased", bert(lowercase=False), processor=old)
    yield case("uncased with accents", bert(strip_accents=False))
    yield case("cased without accents", bert(strip_accents=True, lowercase=False))
    yield case("neither cleaned nor Chinese apart", bert(clean_text=False, handle_chinese_chars=False))
    yield case("not cleaned, cased", bert(clean_text=False, lowercase=False), processor=None)
    yield case("no normalizer", None)
    yield case("added tokens", bert(), tokens=more)
    yield case("added tokens, cased", bert(lowercase=False), tokens=more)
    short = ['"max_input_chars_per_word":100', '"max_input_chars_per_word":5']
    yield case("short words", bert(), change=short)


def byte_pair_cases(model):
    vocab = model["vocab"]
    plain = [added("<|endoftext|>", vocab, special=True)]
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    roberta = [added(name, vocab, special=True, normalized=True) for name in names] + [added("<mask>", vocab, special=True, lstrip=True)]
    around = {"type": "RobertaProcessing", "sep": ["</s>", vocab["</s>"]], "cls": ["<s>", vocab["<s>"]], "trim_offsets": True, "add_prefix_space": False}

    def case(name, prefix, tokens, processor, regex=True, change=None):
        level = {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}
        parts = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens, "normalizer": None}
        parts |= {"pre_tokenizer": level, "post_processor": processor, "decoder": None}
        return {"name": name, "model": "bytepairs.json", "change": change or [], "parts": parts}

    same = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True}
    yield case("GPT-2", False, plain, same)
    yield case("GPT-2 with a space before", True, plain, None)
    yield case("RoBERTa", False, roberta, around)
    yield case("RoBERTa with a space before", True, roberta, around)
    yield case("bytes not cut into words", False, plain, None, regex=False)
    # Without tokens for some bytes, those that no merge needs: left out, unknown one by one, or several as one.
    merged = {letter for pair in model["merges"] for token in pair for letter in token}
    missing = []
    for letter in sorted(letter for letter in set(pre_tokenizers.ByteLevel.alphabet()) - merged if letter > "\x7f"):
        missing += [f'"{letter}":', f'"no {letter}":']
    assert missing
    yield case("bytes without a token", False, plain, None, change=missing)
    yield case("unknown bytes", False, plain, None, change=missing + ['"unk_token":null', '"unk_token":"<unk>"'])
    yield case("unknown bytes as one", False, plain, None, change=missing + ['"unk_token":null', '"unk_token":"<unk>"', '"fuse_unk":false', '"fuse_unk":true'])


def digest(rows):
    """FNV-1a, 64 bits, of each line's count of ids and the ids, 32 bits each."""
    value = 0xCBF29CE484222325
    for ids in rows:
        for number in [len(ids), *ids]:
            value = ((value ^ number) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def run(case):
    model = (HERE / case["model"]).read_text()
    for old, new in zip(case["change"][::2], case["change"][1::2]):
        assert model.count(old) == 1, (old, model.count(old))
        model = model.replace(old, new)
    parts = json.dumps(case["parts"], ensure_ascii=False)
    text = parts[:-1] + ', "model": ' + model + "}"
    tokenizer = Tokenizer.from_str(text)
    digests, examples = [], []
    for number in range(BLOCKS):
        rows = [encoding.ids for encoding in tokenizer.encode_batch(texts(number, 1))]
        digests.append(digest(rows))
        if number == 0:
            examples = rows[:EXAMPLES]
    vocabulary = tokenizer.get_vocab(with_added_tokens=True)
    case["parts"] = parts
    return case | {"size": len(vocabulary), "largest": max(vocabulary.values()), "digests": digests, "examples": examples}


def main():
    pieces, pairs = train_word_pieces(), train_byte_pairs()
    cases = [run(case) for case in [*bert_cases(pieces), *byte_pair_cases(pairs)]]
    (HERE / "palette.json").write_text(json.dumps(PALETTE, ensure_ascii=False))
    golden = {"blocks": BLOCKS, "lines": LINES, "cases": cases}
    (HERE / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")))


main()

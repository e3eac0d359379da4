"""Makes the folders beside it with transformers and sentence-transformers: python3 -P make_golden.py [MINILM]

Versions: torch 2.13.0, transformers 5.24.0, sentence-transformers, on a CPU. Nothing is fetched: weights are random, but for MINILM, a folder of
all-MiniLM-L6-v2, of which only answers are kept.

NAME/                      a Hugging Face folder of a small random encoder
NAME.expected.safetensors  tokens [P], lengths [N], hidden [P, width] (last hidden states), vectors [N, width]
minilm.expected.safetensors  the same for 50 texts, of the hidden states the first, the middle (length / 2) and the last token's [3 N, width]

Hidden states are computed in double precision from the weights as they are stored, one text at a time, so without padding.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
TOKENS, POSITIONS = 100, 40
LENGTHS = [1, 40, 2, 17, 3, 33, 8, 1, 21]
SMALL = dict(vocab_size=TOKENS, hidden_act="gelu")
BERT = dict(SMALL, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64)


def randomized(model, seed):
    """Weights large enough for every part to matter."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            is_scale = parameter.dim() == 1 and name.endswith("weight")
            parameter.copy_(torch.randn(parameter.shape) * 0.25 + (1 if is_scale else 0))
    return model.eval()


def pooled(hidden, pooling, normalize):
    vector = hidden.mean(0) if pooling == "mean" else hidden[0]
    return F.normalize(vector, dim=0) if normalize else vector


def modules(folder, pooling, normalize, width):
    """What sentence-transformers writes beside the encoder."""
    kinds = [("", "Transformer"), ("1_Pooling", "Pooling")] + ([("2_Normalize", "Normalize")] if normalize else [])
    rows = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"} for i, (path, kind) in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(rows, indent=2))
    (folder / "1_Pooling").mkdir()
    modes = {f"pooling_mode_{name}": name == f"{pooling}_token" + "s" * (pooling == "mean") for name in ("cls_token", "mean_tokens", "max_tokens")}
    (folder / "1_Pooling/config.json").write_text(json.dumps({"word_embedding_dimension": width, **modes}))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 32, "do_lower_case": False}))


def rename(path, change):
    tensors = {change(name): tensor for name, tensor in load_file(path).items()}
    save_file(tensors, path, metadata={"format": "pt"})


def make(name, model, seed, dtype=torch.float32, sentences=None, change=None, extra=None):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    randomized(model, seed).to(dtype).save_pretrained(folder)
    weights = folder / "model.safetensors"
    if extra:
        save_file(load_file(weights) | extra, weights, metadata={"format": "pt"})
    encoder = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval().double()
    if change:
        rename(weights, change)
    if model.config.model_type == "roberta":
        (folder / "vocab.json").write_text(json.dumps({f"t{i}": i for i in range(TOKENS)}))
        (folder / "merges.txt").write_text("#version: 0.2\n")
    else:
        (folder / "vocab.txt").write_text("".join(f"t{i}\n" for i in range(TOKENS)))
    pooling, normalize = sentences or ("mean", True)
    if sentences:
        modules(folder, pooling, normalize, encoder.config.hidden_size)
    # RoBERTa gives its padding token, 1, no position of its own: none stands in a text.
    tokens = torch.randint(2, TOKENS, (sum(LENGTHS),))
    with torch.no_grad():
        hidden = [encoder(row[None]).last_hidden_state[0] for row in tokens.split(LENGTHS)]
    found = {"tokens": tokens, "lengths": torch.tensor(LENGTHS), "hidden": torch.cat(hidden)}
    expected(name, found | {"vectors": torch.stack([pooled(states, pooling, normalize) for states in hidden])})


def expected(name, tensors):
    save_file({key: tensor.to(torch.float32).contiguous() for key, tensor in tensors.items()}, HERE / f"{name}.expected.safetensors")


def texts():
    """50 of 3 to some 250 tokens, in several scripts."""
    sentences = [
        "My card was charged twice.",
        "The printer on the third floor is out of paper again, and nobody has the key to the cupboard.",
        "How do I change my address?",
        "Ich habe meine Zugangsdaten vergessen und komme nicht mehr in mein Konto.",
        "Le colis est arrivé ouvert ; il manque deux articles.",
        "东京 地铁 几点 关门",
        "Где находится ближайший банкомат?",
        "café, naïve, coöperate, Ångström",
        "Refund!!! Order #48-2231 (placed 2024-05-17) never arrived...",
        "¿Puedo pagar en dos plazos?",
        "👍 works now, thanks 🙏",
        "error 0x80070005: access denied while writing C:\\logs\\out.txt",
        "शुभ प्रभात, मुझे मदद चाहिए",
        "a",
        "unbelievableantidisestablishmentarianismness",
    ]
    made = list(sentences)
    for number in range(50 - len(made)):
        made.append(" ".join(sentences[(number * 7 + place * 3) % len(sentences)] for place in range(1 + number % 9)))
    return made


def minilm(folder):
    import sentence_transformers

    model = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    encoder = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval().double()
    rows = [torch.tensor(tokenizer(text)["input_ids"]) for text in texts()]
    assert max(map(len, rows)) <= model.max_seq_length, "sentence-transformers would cut a text off"
    samples = []
    with torch.no_grad():
        for row in rows:
            hidden = encoder(row[None]).last_hidden_state[0]
            samples += [hidden[0], hidden[len(row) // 2], hidden[-1]]
    vectors = torch.tensor(model.encode(texts(), batch_size=1))
    found = {"tokens": torch.cat(rows), "lengths": torch.tensor([len(row) for row in rows]), "hidden": torch.stack(samples)}
    expected("minilm", found | {"vectors": vectors})


def old_norms(name):
    """As BERT's first files have them."""
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


transformers.logging.set_verbosity_error()
t = transformers
bert = t.BertConfig(**BERT, max_position_embeddings=POSITIONS)
distilled = t.DistilBertConfig(vocab_size=TOKENS, dim=48, n_layers=2, n_heads=3, hidden_dim=96, max_position_embeddings=POSITIONS)
roberta = t.RobertaConfig(**dict(BERT, num_hidden_layers=3), max_position_embeddings=POSITIONS + 2, type_vocab_size=1, layer_norm_eps=1e-5)
make("bert", t.BertModel(bert), 1, sentences=("cls", False), extra={"embeddings.position_ids": torch.arange(POSITIONS)[None]})
make("bert-f16", t.BertForSequenceClassification(bert), 2, torch.float16)
make("bert-bf16", t.BertModel(bert, add_pooling_layer=False), 3, torch.bfloat16, change=old_norms)
make("distilbert", t.DistilBertForMaskedLM(distilled), 4)
make("roberta", t.RobertaModel(roberta), 5, sentences=("mean", True))
make("roberta-bf16", t.RobertaForMaskedLM(roberta), 6, torch.bfloat16, sentences=("mean", False))
if len(sys.argv) > 1:
    minilm(Path(sys.argv[1]))

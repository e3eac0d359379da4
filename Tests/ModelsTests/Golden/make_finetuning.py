"""Makes the files beside it with transformers and peft: python3 -P make_finetuning.py

Versions: torch 2.13.0, transformers 5.24.0, peft 0.21.2, on a CPU with one thread. Nothing is fetched: weights, texts and labels are random.

base/                       a Hugging Face folder of a small random BERT, mean pooling, no normalization
rows.safetensors            ten steps' rows, 12 a step, in the order of the steps: tokens [P] with [CLS] and [SEP], lengths [120], labels [120] of 5
                            classes; the head before any step: head.weight [5, width], head.bias [5]
CASE.expected.safetensors   logits [12, 5] of step 1's rows before any step; gradients.<name> of step 1 of whatever learns; losses [10], each before
                            its step; after.logits [12, 5], of step 1's rows after ten steps

everything  all learns
top         embeddings and layer 0 are frozen
layers      all learns; of L layers, the rate of layer k is multiplied by 0.8^(L - 1 - k), that of the embeddings by 0.8^L
lora        the encoder is frozen; adapters of rank 4 and alpha 8 on query and value, and the head, learn. before.<name>: the adapters, B not zero;
            merged.logits [12, 5]: of step 1's rows after ten steps and merge_and_unload
heads       all learns, two heads: labels.0 [120] of 5 classes and labels.1 [120] of 3, -1 for none; before.heads.0.weight, …; logits.0 [12, 5],
            logits.1 [12, 3], after.logits.0 and .1; the loss is the sum over heads of the mean over the rows that have that head's label

Names are those of the folder's weights, the adapters' those of peft's own files. The loss is the rows' mean cross-entropy. AdamW at rate [1]: betas
0.9 and 0.999, epsilon 1e-8, decay 0.01 on matrices that are no embeddings; no dropout, no clipping. All in single precision, texts padded to a step's
longest; double precision differs by at most 1.2e-6 in any number. Biases of keys change no output: their gradients are zero but for rounding.
"""

import json
import shutil
from pathlib import Path

import peft
import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
BASE = HERE / "base"
WIDTH, LAYERS, POSITIONS, TOKENS = 32, 3, 48, 120
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
CLS, SEP = 2, 3
CLASSES, OTHER_CLASSES, ROWS, STEPS = 5, 3, 12, 10
SHORTEST, LONGEST, OWN = 2, 40, 3
RATE, LORA_RATE, DECAY, LAYER_DECAY = 2e-3, 1e-2, 0.01, 0.8


# What all cases share


def write_base():
    shutil.rmtree(BASE, ignore_errors=True)
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=TOKENS, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=POSITIONS, hidden_act="gelu", layer_norm_eps=1e-12, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        initializer_range=0.08,
    )  # fmt: skip
    model = transformers.BertModel(config, add_pooling_layer=False)
    with torch.no_grad():
        # New biases are zero and new scales one: then nobody would see what goes wrong with them.
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn(parameter.shape) * 0.1)
    model.save_pretrained(BASE)
    words = SPECIAL + [f"t{number}" for number in range(len(SPECIAL), TOKENS)]
    (BASE / "vocab.txt").write_text("".join(f"{word}\n" for word in words))
    tokenizer = transformers.BertTokenizer.from_pretrained(BASE, model_max_length=POSITIONS)
    tokenizer.save_pretrained(BASE)
    # What sentence-transformers writes beside the encoder.
    parts = [("", "Transformer"), ("1_Pooling", "Pooling")]
    rows = [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"} for i, (path, kind) in enumerate(parts)]
    (BASE / "modules.json").write_text(json.dumps(rows, indent=2))
    (BASE / "1_Pooling").mkdir()
    modes = {f"pooling_mode_{name}": name == "mean_tokens" for name in ("cls_token", "mean_tokens", "max_tokens")}
    (BASE / "1_Pooling/config.json").write_text(json.dumps({"word_embedding_dimension": WIDTH, **modes}))
    (BASE / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": POSITIONS, "do_lower_case": False}))
    return tokenizer


def rows_of(tokenizer):
    """[(ids, label, other label)]: most of a text's words are a few of its class's own, so that ten steps can learn something."""
    words = torch.arange(len(SPECIAL), TOKENS).reshape(CLASSES, -1)
    found = []
    for number in range(ROWS * STEPS):
        label, other = number % CLASSES, int(torch.randint(OTHER_CLASSES, ()))
        length = (SHORTEST, LONGEST)[number] if number < 2 else int(torch.randint(SHORTEST, LONGEST + 1, ()))
        text = words.flatten()[torch.randint(words.numel(), (length - 2,))]
        own = words[label][torch.randint(OWN, (length - 2,))]
        text = torch.where(torch.rand(length - 2) < 0.8, own, text)
        ids = [CLS, *text.tolist(), SEP]
        assert tokenizer(" ".join(f"t{id}" for id in ids[1:-1]))["input_ids"] == ids
        found.append((ids, label, other))
    return found


class Batch:
    """A step's rows, padded to the longest."""

    def __init__(self, rows):
        texts = [torch.tensor(ids) for ids, *_ in rows]
        self.ids = nn.utils.rnn.pad_sequence(texts, batch_first=True)
        self.mask = (torch.arange(self.ids.shape[1])[None] < torch.tensor([len(text) for text in texts])[:, None]).long()
        self.labels = [torch.tensor(labels) for labels in list(zip(*rows, strict=True))[1:]]


class Classifier(nn.Module):
    def __init__(self, encoder, *heads):
        super().__init__()
        self.encoder, self.heads = encoder, nn.ModuleList(heads)

    def forward(self, batch):
        """The logits of each head."""
        states = self.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
        weights = batch.mask[..., None].to(states.dtype)
        vectors = (states * weights).sum(1) / weights.sum(1)
        return [head(vectors) for head in self.heads]

    def loss(self, batch):
        return sum(F.cross_entropy(logits, labels, ignore_index=-1) for logits, labels in zip(self(batch), batch.labels))

    def learning(self):
        """{name: parameter} of what learns, by the names in the files."""
        found = {name.removeprefix("encoder."): parameter for name, parameter in self.named_parameters() if parameter.requires_grad}
        if len(self.heads) == 1:
            found = {name.replace("heads.0.", "head."): parameter for name, parameter in found.items()}
        return {name.replace(".default.", "."): parameter for name, parameter in found.items()}


def encoder():
    return transformers.BertModel.from_pretrained(BASE, add_pooling_layer=False, attn_implementation="eager").eval()


def head(classes, seed):
    torch.manual_seed(seed)
    return nn.Linear(WIDTH, classes)


def optimizer_of(model, rate, factor):
    """Each parameter on its own, with its rate and its decay."""
    decays = lambda name, parameter: parameter.dim() == 2 and not name.startswith("embeddings.")
    groups = [
        {"params": [parameter], "lr": rate * factor(name), "weight_decay": DECAY if decays(name, parameter) else 0.0}
        for name, parameter in model.learning().items()
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)


def trained(model, batches, optimizer):
    """The gradients of the first step, and each step's loss before it."""
    losses, gradients = [], {}
    for batch in batches:
        optimizer.zero_grad()
        loss = model.loss(batch)
        loss.backward()
        losses.append(loss.item())
        gradients = gradients or {f"gradients.{name}": parameter.grad.clone() for name, parameter in model.learning().items()}
        optimizer.step()
    assert sum(losses[-3:]) < sum(losses[:3]), losses
    return gradients | {"losses": torch.tensor(losses)}


@torch.no_grad()
def logits(model, batch, prefix=""):
    found = model(batch)
    return {f"{prefix}logits" + (f".{number}" if len(found) > 1 else ""): each for number, each in enumerate(found)}


def save(name, tensors):
    save_file({key: tensor.detach().to(torch.float32).contiguous() for key, tensor in tensors.items()}, HERE / f"{name}.safetensors")


# Cases


def case(name, model, batches, rate=RATE, factor=lambda name: 1.0, found=None):
    found = (found or {}) | {"rate": torch.tensor([rate])} | logits(model, batches[0]) | trained(model, batches, optimizer_of(model, rate, factor))
    found |= logits(model, batches[0], "after.")
    save(f"{name}.expected", found)
    return found


def layer_factor(name):
    if name.startswith("embeddings."):
        return LAYER_DECAY**LAYERS
    return LAYER_DECAY ** (LAYERS - 1 - int(name.split(".")[2])) if name.startswith("encoder.layer.") else 1.0


def top(batches):
    model = Classifier(encoder(), head(CLASSES, 2))
    for part in (model.encoder.embeddings, model.encoder.encoder.layer[0]):
        part.requires_grad_(False)
    case("top", model, batches)


def lora(batches):
    torch.manual_seed(4)
    settings = peft.LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["query", "value"])
    adapted = peft.get_peft_model(encoder(), settings)
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    model = Classifier(adapted, head(CLASSES, 2))
    before = {f"before.{name}": each.detach().clone() for name, each in peft.get_peft_model_state_dict(adapted).items()}
    found = case("lora", model, batches, LORA_RATE, found=before)
    assert {name.replace("before.", "gradients.") for name in before} | {"gradients.head.weight", "gradients.head.bias"} == {
        name for name in found if name.startswith("gradients.")
    }
    merged = Classifier(adapted.merge_and_unload(), *model.heads)
    save("lora.expected", found | logits(merged, batches[0], "merged."))


def heads(rows):
    """Every fourth row lacks its first label, or its second one."""
    rows = [(ids, -1 if number % 4 == 1 else label, -1 if number % 4 == 2 else other) for number, (ids, label, other) in enumerate(rows)]
    model = Classifier(encoder(), head(CLASSES, 2), head(OTHER_CLASSES, 3))
    found = {f"labels.{number}": torch.tensor([row[1 + number] for row in rows]) for number in range(2)}
    found |= {f"before.heads.{name}": each.detach().clone() for name, each in model.heads.named_parameters()}
    case("heads", model, batches_of(rows), found=found)


def batches_of(rows):
    return [Batch(rows[first : first + ROWS]) for first in range(0, len(rows), ROWS)]


def main():
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    rows = rows_of(write_base())
    found = {"tokens": torch.tensor([id for ids, *_ in rows for id in ids]), "lengths": torch.tensor([len(ids) for ids, *_ in rows])}
    found |= {"labels": torch.tensor([label for _, label, _ in rows])}
    save("rows", found | {f"head.{name}": each for name, each in head(CLASSES, 2).named_parameters()})
    batches = batches_of([row[:2] for row in rows])
    case("everything", Classifier(encoder(), head(CLASSES, 2)), batches)
    top(batches)
    case("layers", Classifier(encoder(), head(CLASSES, 2)), batches, factor=layer_factor)
    lora(batches)
    heads(rows)


if __name__ == "__main__":
    main()

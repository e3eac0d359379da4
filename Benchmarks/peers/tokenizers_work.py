"""The package `tokenizers` on one thread, without what only offsets are for."""

import os

import text_work


def named(name, threads):
    if name != "text-tokens-10000":
        return None
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    tokenizer, texts = text_work.tokenizer(), text_work.texts()
    work = lambda: tokenizer.encode_batch_fast(texts)
    work.answer = lambda: [id for encoding in work()[:32] for id in encoding.ids]
    return work

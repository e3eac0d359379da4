"""Lines of text in many scripts and none, the same ones every time; Lines.swift makes the same from `palette.json`."""

MASK = (1 << 64) - 1

WORDS = """the of and to in is it card bank money transfer account payment why was my not been have how do i can what's don't we'll they've i'd
you're he's unhappy embeddings tokenization learning learned learner relearn running runner runs international internationalization café naïve
resume reply ticket urgent invoice 2024 3.14 1,000 42nd x86 e-mail user@example.org https://example.org/a?b=c snake_case camelCase ALLCAPS
Grüße Straße İstanbul ıspanak ΟΔΥΣΣΕΥΣ Σίσυφος Привет мир ёлка зарплата Київ שלום עולם مرحبا بالعالم नमस्ते दुनिया สวัสดีชาวโลก 你好世界
こんにちは カタカナ 안녕하세요 한국어 đường phố Việt Nam ﬁnance Ⅷ ½ ²""".split()

SPECIALS = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "<s>", "</s>", "<mask>", "<pad>", "<unk>", "<|endoftext|>", "Ticket#", "naïve word",
            "NEW", "new", "new york", "@@", "##s", "##"]

SPACES = [" ", "  ", "   ", "\t", "\n", "\r\n", "\n\n ", "\u000b", "\u000c", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000",
          "\u200b", "\ufeff", " \u00a0 ", "\u001f", "\t\t x"]

EMOJI = ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "1️⃣", "☺", "🧑🏿‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]

BROKEN = ["ff", "80", "c3", "c3c3a9", "e282", "e28261", "f09f98", "f09f", "f0", "c0af", "eda080", "edbfbf", "f4908080", "f8888080", "e0809f", "fefe", "e2",
          "f09f9861", "bf41", "c1bf"]

RANGES = [[0x80, 0xFF], [0x100, 0x24F], [0x250, 0x2FF], [0x300, 0x36F], [0x370, 0x3FF], [0x400, 0x52F], [0x531, 0x58F], [0x590, 0x5FF], [0x600, 0x6FF],
          [0x900, 0x97F], [0x980, 0xAFF], [0xB80, 0xDFF], [0xE00, 0xE7F], [0xE80, 0xFFF], [0x1000, 0x10FF], [0x1100, 0x11FF], [0x1200, 0x13FF],
          [0x1780, 0x18AF], [0x1AB0, 0x1BFF], [0x1C80, 0x1CFF], [0x1DC0, 0x1DFF], [0x1E00, 0x1EFF], [0x1F00, 0x1FFF], [0x2000, 0x206F], [0x2070, 0x214F],
          [0x2150, 0x23FF], [0x2460, 0x27BF], [0x2C00, 0x2DFF], [0x2E00, 0x2E7F], [0x3000, 0x303F], [0x3040, 0x30FF], [0x3400, 0x34FF], [0x4E00, 0x4FFF],
          [0x9F00, 0x9FFF], [0xA640, 0xA7FF], [0xA880, 0xABFF], [0xAC00, 0xD7A3], [0xD7B0, 0xD7FB], [0xE000, 0xE0FF], [0xF900, 0xFAFF], [0xFB00, 0xFDFF],
          [0xFE00, 0xFEFF], [0xFF00, 0xFFFF], [0x10000, 0x103FF], [0x10400, 0x104FF], [0x10A00, 0x11FFF], [0x1D100, 0x1D1FF], [0x1D400, 0x1D7FF],
          [0x1E000, 0x1E2FF], [0x1E900, 0x1E95F], [0x1F000, 0x1FAFF], [0x20000, 0x200FF], [0x2B700, 0x2B8FF], [0x2F800, 0x2FA1F], [0xE0000, 0xE01FF]]

# Those of them that mostly hold marks, and marks that are left when accents are stripped.
MARKS = [[0x300, 0x36F], [0x483, 0x489], [0x591, 0x5C7], [0x64B, 0x65F], [0x900, 0x903], [0x1B40, 0x1B44], [0x1DC0, 0x1DFF], [0x20D0, 0x20F0],
         [0x302A, 0x302F], [0x8D3, 0x8E2], [0x1D165, 0x1D172], [0x1E000, 0x1E02A]]

PALETTE = {"words": WORDS, "specials": SPECIALS, "spaces": SPACES, "emoji": EMOJI, "broken": BROKEN, "ranges": RANGES, "marks": MARKS}


class Random:
    """SplitMix64 (Steele et al. 2014)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % count

    def pick(self, values):
        return values[self.below(len(values))]

    def point(self, ranges):
        first, last = self.pick(ranges)
        return chr(first + self.below(last - first + 1)).encode()


def upper(word):
    return bytes(byte - 32 if 97 <= byte <= 122 else byte for byte in word)


def piece(random):
    kind = random.below(20)
    if kind < 7:
        return random.pick(WORDS).encode()
    if kind == 7:
        return upper(random.pick(WORDS).encode())
    if kind < 12:
        span = [random.pick(RANGES)]
        return b"".join(random.point(span) for _ in range(1 + random.below(6)))
    if kind == 12:
        letter = bytes([97 + random.below(26)]) if random.below(2) else random.point(RANGES)
        return letter + b"".join(random.point(MARKS) for _ in range(1 + random.below(4)))
    if kind == 13:
        return random.pick(SPECIALS).encode()
    if kind == 14:
        return random.pick(SPACES).encode()
    if kind == 15:
        return bytes([33 + random.below(94)])
    if kind == 16:
        return bytes([random.below(32)]) if random.below(2) else chr(0x7F + random.below(33)).encode()
    if kind == 17:
        return random.pick(EMOJI).encode()
    if kind == 18:
        return bytes.fromhex(random.pick(BROKEN))
    point = random.below(0x110000)
    return b"A" if 0xD800 <= point <= 0xDFFF else chr(point).encode()


def line(random):
    if random.below(40) == 0:
        # A very long word.
        return piece(random) * (20 + random.below(200))
    parts = []
    for _ in range(random.below(16)):
        parts.append(piece(random))
        if random.below(3):
            parts.append(b" ")
    return b"".join(parts)


def block(number, count):
    """The lines of one block: each block has a generator of its own, so that one can be looked at alone."""
    random = Random(number)
    return [line(random) for _ in range(count)]

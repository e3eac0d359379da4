"""Writes Sources/TextEncoding/Unicode/UnicodeData.swift: python3 make_unicode.py > …/UnicodeData.swift (tokenizers 0.23.3).

What a character is (a letter, a mark, punctuation, …) and what it becomes is asked of the tokenizers package itself, one code point after another:
its parts were built with different versions of Unicode, none of which need be Swift's.
"""

import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

HANGUL = range(0xAC00, 0xD7A4)
POINTS = [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
YPOGEGRAMMENI = "\u0345"  # The mark of the highest combining class: every other mark is sorted before it.


def bert(**options):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**(off | options)).normalize_str


def matching(pattern):
    """The code points of which the pattern is right, for the regular expressions of pre-tokenizers."""
    text = "".join(map(chr, POINTS))
    pieces = pre_tokenizers.Split(Regex(pattern), "removed").pre_tokenize_str(text)
    return set(POINTS) - {ord(character) for piece, _ in pieces for character in piece}


def word_characters():
    """Those that an added token that must be a single word may not stand beside."""
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0, "#": 1}, unk_token="[UNK]"))
    tokenizer.add_tokens([AddedToken("#", single_word=True, normalized=False)])
    return {point for point in POINTS if len(tokenizer.encode(chr(point) + "#").ids) == 1 and chr(point) != "#"}


def ranges(points):
    found = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in found]


def mappings(becomes):
    """`41-5A=61` is a range moved as a whole, `100-12E/2=101` every second of one, `1E9E=73+73` one that becomes several."""
    runs = []
    for point, text in sorted(becomes.items()):
        target = [ord(character) for character in text]
        if runs and len(target) == 1 and len(runs[-1]["target"]) == 1:
            run = runs[-1]
            step = point - run["last"]
            same = target[0] - point == run["target"][0] - run["first"]
            if same and step <= 2 and (run["step"] in (0, step)):
                run["last"], run["step"] = point, step
                continue
        runs.append({"first": point, "last": point, "step": 0, "target": target})
    lines = []
    for run in runs:
        span = f"{run['first']:X}" + (f"-{run['last']:X}" if run["step"] else "") + ("/2" if run["step"] == 2 else "")
        lines.append(span + "=" + "+".join(f"{point:X}" for point in run["target"]))
    return lines


def literal(name, about, words):
    print(f"    /// {about}")
    print(f'    static let {name}: StaticString = """')
    line = ""
    for word in words:
        if len(line) + 1 + len(word) > 120:
            print(f"        {line} \\")
            line = word
        else:
            line = f"{line} {word}" if line else word
    print(f"        {line}")
    print('        """')


def main():
    clean, strip, lower = bert(clean_text=True), bert(strip_accents=True), normalizers.Lowercase().normalize_str
    nfd = normalizers.NFD().normalize_str
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    cleaned = {point: clean(f"a{chr(point)}b") for point in POINTS}
    control = {point for point in POINTS if cleaned[point] == "ab"}
    parts = {point: len(split(f"a{chr(point)}b")) for point in POINTS}
    space = {point for point in POINTS if parts[point] == 2}
    assert space - control == {point for point in POINTS if cleaned[point] == "a b"}
    stripped = {point: strip(chr(point)) for point in POINTS}
    marks = {point for point in POINTS if stripped[point] == ""}
    later = {point for point in POINTS if nfd("a" + YPOGEGRAMMENI + chr(point))[1] != YPOGEGRAMMENI} | {ord(YPOGEGRAMMENI)}
    classes = {point: unicodedata.combining(chr(point)) for point in later - marks}
    classes = {point: order for point, order in classes.items() if stripped[point] == chr(point)}
    assert all(classes.values())
    decomposed = {point: text for point, text in stripped.items() if text not in ("", chr(point)) and point not in HANGUL}
    lowered = {point: lower(chr(point)) for point in POINTS if lower(chr(point)) != chr(point)}
    for point in POINTS:
        longest = "".join(map(lower, stripped[point]))
        assert max(len(longest.encode()), len(lower(chr(point)).encode())) <= 12, hex(point)

    print("// Made by Tests/TextEncodingTests/Golden/make_unicode.py, which says what is asked of whom: not to be edited by hand.\n")
    print("/// What characters are and become, as the tokenizers package sees them. Code points in hexadecimal; read by `UnicodeTables`.")
    print("enum UnicodeData {")
    literal("control", "What cleaning removes: control and format characters, private use, U+0000 and U+FFFD.", ranges(control))
    print()
    literal("whitespace", "Unicode's White_Space.", ranges(space))
    print()
    literal("punctuation", "What stands as a word of its own, ASCII's symbols included.", ranges(p for p in POINTS if parts[p] == 3))
    print()
    literal("marks", "Nonspacing marks (Mn), and what decomposes to nothing else: gone when accents are stripped.", ranges(marks))
    print()
    literal("letters", "`\\p{L}` of byte-level pre-tokenizers.", ranges(matching(r"\p{L}")))
    print()
    literal("numbers", "`\\p{N}` of the same.", ranges(matching(r"\p{N}")))
    print()
    literal("spaces", "`\\s` of the same.", ranges(matching(r"\s")))
    print()
    literal("wordCharacters", "`\\w`, beside which no added token stands that must be a single word.", ranges(word_characters()))
    print()
    literal("nonstarters", "Characters with a combining class other than 0.", ranges(later))
    print()
    literal("combiningClasses", "The classes (in hexadecimal too) of those of them that are no marks.", mappings({p: chr(c) for p, c in classes.items()}))
    print()
    literal("stripped", "Canonical decompositions without their marks; Hangul's are computed.", mappings(decomposed))
    print()
    literal("lowercase", "Lower case, character by character.", mappings(lowered))
    print("}")


main()

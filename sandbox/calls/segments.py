"""How many parts a text travels in (3GPP TS 23.038; Twilio, "Message segments")."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
_SMART = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def segments(body: str) -> int:
    """Count the parts: 160/153 GSM 7-bit letters, else 70/67 UTF-16 units."""
    if set(body) <= _GSM | _GSM_DOUBLE:
        costs = [2 if letter in _GSM_DOUBLE else 1 for letter in body]
        return _parts(costs, 160, 153)
    costs = [2 if ord(letter) > 0xFFFF else 1 for letter in body]
    return _parts(costs, 70, 67)


def smart(body: str) -> str:
    """Return the text with typographic signs as GSM has them (Twilio, "Smart Encoding")."""
    return body.translate(_SMART)


def _parts(costs: list[int], alone: int, joined: int) -> int:
    """Fill parts in turn: a letter of two units is never cut in half."""
    if sum(costs) <= alone:
        return 1
    parts, used = 1, 0
    for cost in costs:
        if used + cost > joined:
            parts, used = parts + 1, 0
        used += cost
    return parts

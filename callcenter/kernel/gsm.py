"""The letters of a text message: 160 to a part in the GSM 7-bit alphabet.

Source: 3GPP TS 23.038, 6.2.1.
"""

import unicodedata

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"
LETTERS = frozenset(_BASIC + _EXTENDED)
_ALIKE = str.maketrans(
    "łŁ\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{EN DASH}\N{EM DASH}",
    "lL''\"\"--",
)


def plain(text: str) -> str:
    """Return the text in that alphabet: a letter it lacks loses its accent.

    One letter that has no such form makes the whole text UCS-2, 70 to a part; then it stays as is.
    """
    fitted = "".join(one if one in LETTERS else _bare(one) for one in text)
    return fitted if set(fitted) <= LETTERS else text


def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.translate(_ALIKE))
    return "".join(one for one in parts if not unicodedata.combining(one))

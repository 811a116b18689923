"""Strings that a person at a counter recognises, tried before any string is computed."""

from __future__ import annotations

# Ordered from the plain to the particular; the solver takes the first that fits.
TEXTS: tuple[str, ...] = (
    "あ",
    "山田花子",
    "ヤマダ ハナコ",
    "ヤマダハナコ",
    "やまだ はなこ",
    "やまだはなこ",
    "東京都例示市中央一丁目1番1号",
    "2027-04-01",
    "hanako@example.jp",
    "1",
    "12",
    "123",
    "1234567",
    "123-4567",
    "03-1234-5678",
    "090-1234-5678",
    "09012345678",
    "0312345678",
    "123456789012",
    "999903",
    "10:00",
    "abc",
    "a",
    "A",
    "",
    "https://www.example.jp/",
)

# Names for a key that a form does not know.
KEYS: tuple[str, ...] = ("note", "extra", "memo", "other", "備考", "a", "b", "1", "x-note")

_FILLER = (
    "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす"
)


def of_length(length: int, variant: int = 0) -> str:
    """A string of exactly this many characters; `variant` makes it differ from others."""
    tail = "" if variant == 0 else str(variant)
    if len(tail) > length:
        return "".join(chr(0x3042 + (variant // 80**i) % 80) for i in range(length))
    room = length - len(tail)
    return (_FILLER * (room // len(_FILLER) + 1))[:room] + tail

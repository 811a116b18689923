"""Numbers with a check digit: municipalities, corporations, and individuals (to keep them out).

All functions are pure and take text, because these numbers have leading zeros and are never
counted with.
"""

from __future__ import annotations

import re
from itertools import cycle

from soroe.errors import DocumentError, Problem

_HALF_WIDTH = str.maketrans("０１２３４５６７８９－　", "0123456789- ")
_RUN = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}(?![0-9])")


def fold_digits(text: str) -> str:
    """Full-width digits, hyphens and blanks as half width, without blanks around; the rest stays.

    Only for codes and numbers: names are kept as given.
    """
    return text.translate(_HALF_WIDTH).strip()


# ---- 全国地方公共団体コード


def local_government_check_digit(body: str) -> str:
    """The sixth digit of a 全国地方公共団体コード from its first five.

    The digits are weighted 6, 5, 4, 3, 2 and added; the check digit is the last digit of 11 minus
    the remainder of the sum by 11. ValueError if `body` is not five digits.
    """
    _digits(body, 5)
    total = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def complete_local_government_code(body: str) -> str:
    """The six-digit code of a 行政区域コード; ValueError if `body` is not five digits."""
    return body + local_government_check_digit(body)


def is_local_government_code(code: str) -> bool:
    """Whether `code` is six half-width digits with the right check digit; says nothing of use."""
    return _is_digits(code, 6) and complete_local_government_code(code[:5]) == code


def read_local_government_code(text: str) -> str:
    """The six-digit code that a person typed: full-width digits and a missing check digit are fine.

    DocumentError with `municipality-code-invalid` where it is not five or six digits, and with
    `check-digit-wrong`, which names the right code, where the sixth digit is another.
    """
    code = fold_digits(text)
    if not _is_digits(code, 5) and not _is_digits(code, 6):
        raise DocumentError(Problem("municipality-code-invalid", params={"code": text[:40]}))
    right = complete_local_government_code(code[:5])
    if code not in (right, right[:5]):
        raise DocumentError(Problem("check-digit-wrong", params={"code": code, "expected": right}))
    return right


def is_prefecture(code: str) -> bool:
    """Whether a code is that of a prefecture: 0 in the three digits before the check digit."""
    return code[2:5] == "000"


def is_fictional(code: str) -> bool:
    """Whether the code is one of the made-up municipalities (例示…); no prefecture is number 99."""
    return code.startswith("99")


# ---- 法人番号


def corporate_check_digit(body: str) -> str:
    """The first digit of a 法人番号 from the twelve that follow it (平成26年財務省令第70号第2条).

    Counted from the right, digits in odd places weigh 1 and in even places 2; the check digit is 9
    minus the remainder of the sum by 9. ValueError if `body` is not twelve digits.
    """
    _digits(body, 12)
    total = sum(int(d) * w for d, w in zip(reversed(body), cycle((1, 2)), strict=False))
    return str(9 - total % 9)


def is_corporate_number(number: str) -> bool:
    """Whether `number` is thirteen half-width digits with the right check digit in front."""
    return _is_digits(number, 13) and corporate_check_digit(number[1:]) == number[0]


# ---- 個人番号


def individual_check_digit(body: str) -> str:
    """The last digit of a 個人番号 from the eleven before it (平成26年総務省令第85号第5条).

    Counted from the right, the n-th digit weighs n+1 up to the sixth and n-5 after it; the check
    digit is 11 minus the remainder of the sum by 11, and 0 where the remainder is 0 or 1.
    ValueError if `body` is not eleven digits.
    """
    _digits(body, 11)
    weights = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)
    rest = sum(int(d) * w for d, w in zip(reversed(body), weights, strict=True)) % 11
    return str(0 if rest <= 1 else 11 - rest)


def is_individual_number(number: str) -> bool:
    """Whether `number`, half-width digits, could be somebody's 個人番号."""
    return _is_digits(number, 12) and individual_check_digit(number[:11]) == number[11]


def individual_numbers_in(text: str) -> tuple[str, ...]:
    """Every part of `text` that could be somebody's 個人番号, as twelve half-width digits.

    Full-width digits and the usual groups of four are recognised. Only form definitions live here
    (DESIGN: never), so examples must hold none; all zeros are nobody's number and let pass.
    """
    folded = fold_digits(text)
    found = [*_RUN.findall(folded), *(re.sub("[- ]", "", g) for g in _GROUPED.findall(folded))]
    return tuple(n for n in found if is_individual_number(n) and n != "0" * 12)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _digits(text: str, length: int) -> None:
    if not _is_digits(text, length):
        raise ValueError(f"{length} half-width digits expected")

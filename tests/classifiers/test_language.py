"""Languages by script and by small words."""

from __future__ import annotations

import time

import pytest

from assay.classifiers import ScriptLanguageIdentifier
from assay.governance.domain import LanguageIdentifier

IDENTIFIER = ScriptLanguageIdentifier()


def test_it_is_a_language_identifier() -> None:
    assert isinstance(IDENTIFIER, LanguageIdentifier)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The quick brown fox jumps over the lazy dog.", "en"),
        ("no amount SO-2024-0001 SO-2024-0002 SO-2024-0003 SO-2024-0004", None),
        ("Please find attached the invoice for March.", "en"),
        ("Die Rechnung ist nicht bezahlt und der Kunde wartet.", "de"),
        ("Le contrat est signé par les deux parties dans le délai.", "fr"),
        ("El contrato fue firmado por las partes y el pago es mensual.", "es"),
        ("Il contratto è stato firmato dalle parti e il pagamento è mensile.", "it"),
        ("O contrato foi assinado pelas partes e não há pagamento em atraso.", "pt"),
        ("Het contract is ondertekend door de partijen en de betaling is niet gedaan.", "nl"),
        ("这是一份合同", "zh"),
        ("這是一份合約，請查收", "zh"),
        ("客户 John Smith 的订单 order 123 已发货", "zh"),
        ("これは契約書です。ご確認ください", "ja"),
        ("이것은 계약서입니다", "ko"),
        ("Это договор", "ru"),
        ("time temperature humidity door", None),
        ("kind node gateway server hub rooms edge latency directed", None),
        ("hi", None),
        ("12345 67890", None),
        ("", None),
        ("https://example.com/the/and/of", None),
    ],
)
def test_languages_are_told_apart(text: str, language: str | None) -> None:
    assert IDENTIFIER.identify(text) == language


def test_a_long_text_with_some_foreign_words_keeps_its_language() -> None:
    text = "The supplier shall deliver the goods to the buyer. " * 20 + "合同"
    assert IDENTIFIER.identify(text) == "en"


@pytest.mark.parametrize("sign", ["x", "x1", "x@", "x@y."])
def test_a_line_without_spaces_takes_no_longer_than_others(sign: str) -> None:
    begun = time.process_time()
    for _ in range(20):
        IDENTIFIER.identify(sign * 20_000)
    assert time.process_time() - begun < 2.0

"""English text with invented names in it: mails, forms, contracts, minutes, notes, calls; and text that names nobody."""
# ruff: noqa: E501 - one template a line

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assay.models.training.entities.examples import Example, Span
from assay.models.training.entities.sentences_en import TEMPLATES

__all__ = ["fill", "made_english"]

_SLOT = re.compile(r"\{(\w+)\}")
_KIND = {"per": "person", "giv": "person", "sur": "person", "org": "organization", "loc": "location", "adr": "address"}

_PLAIN = """\
The report covers all regions and is reviewed every quarter.|Please find the minutes attached.|We are sorry for the delay.|\
Payment is due within thirty days of the invoice date.|The Service Level Agreement applies to all Premium customers.|\
Terms and Conditions apply to every Order.|The Board approved the Annual Budget.|Our Customer Service will call you back.|\
New features: dark mode, faster search and a better export.|The meeting is moved to Monday at ten.|\
Press Release: Quarterly Results exceed expectations.|The Data Protection Officer must be informed within 72 hours.|\
See Appendix B, Section 4, Table 2.|This Notice replaces all earlier notices.|Ask the Project Manager for access.|\
def load(path): return open(path).read()|SELECT name, city FROM customers WHERE id = 7;|Error: File not found in Data Folder.|\
The Confidential Information shall not be disclosed by the Receiving Party.|Could you send me the figures for March?|\
Christmas and Easter are holidays.|The Windows update broke the Printer Driver.|Happy Birthday to you!|\
I can't believe it is Friday already|good morning everyone|lol that was funny|Call me when you are home."""
_THING = """\
order|annual leave form|Blue Widget 40|printer cartridge|Steel Bolt M8|service contract|laptop|account|statement|policy|\
Golden Delicious|May Report|Grace Period|Paris Collection Chair|Victoria Sponge|Jordan Shoe Rack|Mercury Thermometer|\
delivery note|Sofa Oslo grey|Model T-200|Standard Plan|office chair|cable, 2 m|Security Policy"""
_JOBS = (
    "Sales Manager|CEO|Chief Financial Officer|Engineer|Data Steward|nurse|accountant|Head of Operations|Director|clerk"
)
_ENDS = "Inc|Inc.|Ltd|Ltd.|LLC|GmbH|plc|Corp.|Corporation|Group|Holdings|Partners|Bank|University|College|Hospital|Institute|Foundation"
_LOCALES = (
    "en_US",
    "en_GB",
    "en_AU",
    "en_CA",
    "en_IN",
    "en_IE",
    "de_DE",
    "fr_FR",
    "es_ES",
    "it_IT",
    "nl_NL",
    "sv_SE",
    "pl_PL",
    "da_DK",
    "no_NO",
    "fi_FI",
    "cs_CZ",
    "sl_SI",
    "hu_HU",
    "pt_BR",
    "pt_PT",
    "es_MX",
    "el_GR",
    "tr_TR",
    "de_AT",
    "fr_BE",
    "en_NZ",
)


def made_english(count: int, *, seed: int, companies: Sequence[str], places: Sequence[str]) -> Iterator[Example]:
    """Yield `count` filled templates; `companies` and `places` add to what Faker invents."""
    from faker import Faker

    random_ = random.Random(seed)  # noqa: S311 - examples, not keys
    weights = [6, 4, *([1] * (len(_LOCALES) - 2))]
    fakers: dict[str, Faker] = {}  # each takes a while to make
    for _ in range(count):
        (locale,) = random_.choices(_LOCALES, weights)
        if locale not in fakers:
            fakers[locale] = Faker(locale)
            fakers[locale].seed_instance(seed + _LOCALES.index(locale))
        fake = fakers[locale]
        yield fill(random_.choice(TEMPLATES), lambda slot, fake=fake: _value(slot, fake, random_, companies, places))


def fill(template: str, value: Any, source: str = "made", kinds: dict[str, str] | None = None) -> Example:
    """Return a template with its slots filled by `value(slot)`; slots of a kind become spans."""
    kinds = kinds or _KIND
    pieces: list[str] = []
    spans: list[Span] = []
    position = done = 0
    for match in _SLOT.finditer(template):
        before = template[done : match.start()]
        text = str(value(match[1]))
        position += len(before)
        kind = kinds.get(match[1]) or kinds.get(match[1][1:])
        if kind:
            spans.append(Span(position, position + len(text), kind))
        pieces += [before, text]
        position += len(text)
        done = match.end()
    return Example("".join(pieces) + template[done:], tuple(spans), source)


def _value(slot: str, fake: Any, random_: random.Random, companies: Sequence[str], places: Sequence[str]) -> str:
    if slot in {"lper", "lgiv", "lorg", "lloc", "ladr"}:
        return _value(slot[1:], fake, random_, companies, places).lower()
    match slot:
        case "per":
            name = f"{fake.first_name()} {fake.last_name()}"
            draw = random_.random()
            if draw < 0.12:
                return f"{fake.first_name()} {random_.choice('ABCDEFGHJKLMNPRSTW')}. {fake.last_name()}"
            return name.upper() if draw < 0.16 else name
        case "giv":
            return str(fake.first_name())
        case "sur":
            return str(fake.last_name())
        case "org":
            return _company(fake, random_, companies, places)
        case "loc":
            return (
                random_.choice(places)
                if random_.random() < 0.6
                else random_.choice((fake.city(), fake.current_country()))
            )
        case "adr":
            return _address(fake, random_)
        case "ttl":
            return random_.choice(("Mr.", "Ms.", "Mrs.", "Mr", "Dr.", "Prof."))
        case "job":
            return random_.choice(_JOBS.split("|"))
        case "thing":
            return random_.choice(_THING.split("|"))
        case "plain":
            return random_.choice(_PLAIN.split("|"))
        case "date":
            return str(fake.date(random_.choice(("%d %B %Y", "%Y-%m-%d", "%B %Y", "%m/%d/%Y", "%B %d, %Y"))))
        case _:
            return str(random_.randint(1, 99_999))


def _company(fake: Any, random_: random.Random, companies: Sequence[str], places: Sequence[str]) -> str:
    draw = random_.random()
    if draw < 0.5 and companies:
        return random_.choice(companies)
    if draw < 0.7:
        return str(fake.company())
    if draw < 0.8:
        return f"{random_.choice(('University', 'Bank', 'Institute', 'City', 'Ministry of Trade'))} of {random_.choice(places)}"
    return f"{random_.choice((fake.last_name(), random_.choice(places)))} {random_.choice(_ENDS.split('|'))}"


def _address(fake: Any, random_: random.Random) -> str:
    text = _number_first(str(fake.address()), fake, random_)
    draw = random_.random()
    if draw < 0.35 and len(text.split("\n")[0]) > 9:
        return text.split("\n")[0]
    return text if draw < 0.5 else text.replace("\n", ", ")


def _number_first(text: str, fake: Any, random_: random.Random) -> str:
    """Put a house number before some addresses that have theirs behind, and a flat or a room into some."""
    line, _, rest = text.partition("\n")
    draw = random_.random()
    if draw < 0.12:
        line = f"{fake.building_number()} {line}"
    elif draw < 0.2:
        line = f"{line} {random_.choice(('Apt.', 'Suite', 'Flat', 'Unit', 'Room'))} {random_.randint(1, 999)}"
    return f"{line}\n{rest}" if rest else line

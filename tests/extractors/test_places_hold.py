"""Lines of mails and members of archives stand where their Locators say: texts are drawn, read, and sought again."""

from __future__ import annotations

import email
import email.policy
import io
import tarfile
import zipfile
from email.message import EmailMessage

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from seven_files import seven

from assay.extractors.shared.zips import member_name

_LETTERS = st.sampled_from("abcXYZ 019.,-甲乙丙数据合同é")
_LINE = st.text(_LETTERS, min_size=1, max_size=20).map(str.strip).filter(lambda line: any(map(str.isalpha, line)))
_LINES = st.lists(_LINE, min_size=1, max_size=6)
_FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@_FEW
@given(lines=_LINES)
def test_lines_of_a_mail(read, lines) -> None:  # type: ignore[no-untyped-def]
    message = EmailMessage()
    message["Subject"], message["From"] = "Hours", "ann@example.com"
    message.set_content("\n\n".join(lines))
    data = message.as_bytes()
    body = email.message_from_bytes(data, policy=email.policy.default).get_content().splitlines()
    segments = [s for s in read(data, "a.eml").extraction.segments if s.locator.part == "body"]
    for segment in segments:
        first = (segment.locator.row or 0) - 1
        assert body[first : first + segment.text.count("\n") + 1] == segment.text.split("\n")
    assert " ".join(s.text for s in segments).split() == " ".join(lines).split()


@_FEW
@given(members=st.dictionaries(_LINE, _LINE.map(str.encode), min_size=1, max_size=5))
def test_members_of_archives(read, members) -> None:  # type: ignore[no-untyped-def]
    packed, taped = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, tarfile.open(fileobj=taped, mode="w") as tape:
        for name, data in members.items():
            archive.writestr(f"d/{name}.txt", data)
            info = tarfile.TarInfo(f"d/{name}.txt")
            info.size = len(data)
            tape.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(packed) as archive:
        zipped = {member_name(info): archive.read(info) for info in archive.infolist()}
    with tarfile.open(fileobj=io.BytesIO(taped.getvalue())) as tape:
        for name, data in ((c.member, c.data) for c in read(taped.getvalue(), "a.tar").children):
            stream = tape.extractfile(name)
            assert stream is not None
            assert stream.read() == data
    assert {c.member: c.data for c in read(packed.getvalue(), "a.zip").children} == zipped
    solid = read(seven({f"d/{name}.txt": data for name, data in members.items()}), "a.7z")
    assert {c.member: c.data for c in solid.children} == {f"d/{name}.txt": data for name, data in members.items()}
    assert len(zipped) == len(members)


@_FEW
@given(files=st.lists(st.tuples(_LINE, _LINE), max_size=3), plain=_LINE, rich=_LINE, inner=_LINE)
def test_parts_of_a_mail(read, files, plain, rich, inner) -> None:  # type: ignore[no-untyped-def]
    message = EmailMessage()
    message["Subject"], message["From"] = "Hours", "ann@example.com"
    message.set_content(plain)
    message.add_alternative(f"<html><body><p>{rich} &amp; more</p></body></html>", subtype="html")
    for name, text in files:
        message.add_attachment(text.encode(), maintype="application", subtype="x-own", filename=f"{name}.bin")
    forwarded = EmailMessage()
    forwarded["Subject"] = "Inside"
    forwarded.set_content(inner)
    message.add_attachment(forwarded)
    done = read(message.as_bytes(), "a.eml")
    again = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    attached = list(again.iter_attachments())
    for child in done.children:
        place, _, name = child.member.partition("/")
        part = attached[int(place.removeprefix("attachment[").rstrip("]")) - 1]
        if part.get_content_type() == "message/rfc822":
            held = email.message_from_bytes(child.data, policy=email.policy.default)
            assert held.get_content().strip() == inner
        else:
            assert (name, child.data) == (part.get_filename(), part.get_content())
    assert len(done.children) == len(files) + 1
    for segment in done.extraction.segments:
        if (segment.locator.part or "").startswith("body/html"):
            body = again.get_body(("html",))
            assert body is not None
            tree = html.document_fromstring(body.get_content()).getroottree()
            (element,) = tree.xpath((segment.locator.part or "").removeprefix("body/html"))
            assert element.text_content() == segment.text

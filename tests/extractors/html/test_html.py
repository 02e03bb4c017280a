"""Pages: what is shown, what is not, and where both stand."""

from __future__ import annotations

import base64
import io

import pytest

from assay.extractors.html.text import Picture, Table, parse_html, parts
from assay.governance.domain import Reason, SegmentKind, Status


def marked(done) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {(s.text[a.start : a.end], a.mark or "") for s in done.extraction.segments for a in s.anchors}


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        ("<p>seen <span style='display: none'>unseen words</span> again</p>", {"unseen words"}),
        ("<p>seen</p><div hidden><p>first</p><p>second</p></div>", {"first", "second"}),
        ("<style>.x{display:none} #y{visibility:hidden}</style><p class='a x'>one</p><p id=y>two</p>", {"one", "two"}),
        ("<style>@media print{.x{display:none}}</style><p class='x'>seen</p>", set()),
        ("<style>.x p{display:none}</style><p class='x'>seen</p>", set()),
        ("<p style='font-size:0.9em'>seen</p><p style='font-size:0'>tiny</p>", {"tiny"}),
        ("<form><input type=hidden name=account value='A-17'></form>", {"A-17"}),
        ("<template><p>later</p></template>", {"later"}),
        ("<p>seen</p><!-- ask Bob --><!--[if mso]>office<![endif]-->", {"ask Bob"}),
        ("<table><tr><th>a</th><th>b</th></tr><tr style='display:none'><td>c</td><td>d</td></tr></table>", {"c", "d"}),
    ],
)
def test_what_a_page_does_not_show_is_read_and_marked(read, body: str, hidden: set[str]) -> None:  # type: ignore[no-untyped-def]
    done = read(f"<html><body>{body}</body></html>".encode(), "a.html")
    assert marked(done) == {(text, "hidden") for text in hidden}
    assert done.extraction.status is Status.COMPLETE


def test_ranges_stand_in_squeezed_text(read) -> None:  # type: ignore[no-untyped-def]
    page = "<p>  one \n <b style='display:none'>  two\n three </b>  four  </p>"
    done = read(page.encode(), "a.html").extraction
    (segment,) = done.segments
    assert segment.text == "one two three four"
    assert [segment.text[a.start : a.end] for a in segment.anchors] == ["two three "]


def test_a_comment_and_a_drawing_have_their_places(read) -> None:  # type: ignore[no-untyped-def]
    page = "<html><body><p>a</p><!--first--><!--second--><svg><text>in a drawing</text></svg></body></html>"
    found = {s.text: s for s in read(page.encode(), "a.html").extraction.segments}
    assert found["second"].kind is SegmentKind.COMMENT
    path = found["second"].locator.part or ""
    (node,) = parse_html(page).getroottree().xpath(path)
    assert node.text == "second"
    assert found["in a drawing"].locator.part == "/html/body[1]/svg[1]/text[1]"


def test_a_field_is_called_what_its_label_says(read) -> None:  # type: ignore[no-untyped-def]
    page = "<html><label for=t>Telephone</label><input id=t value='13800000000'><input name=city value=Oslo></html>"
    found = {s.text: s.context for s in read(page.encode(), "a.html").extraction.segments}
    assert (found["13800000000"], found["Oslo"]) == ("Telephone", "city")


def test_a_picture_in_the_page_itself_goes_to_ocr(read) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(buffer, "PNG")
    source = base64.b64encode(buffer.getvalue()).decode()
    page = f"<html><body><p>see</p><img src='data:image/png;base64,{source}'><img src='data:image/png;base64,AAAA'>"
    done = read(page.encode(), "a.html")
    assert [(b.width, b.place.part, b.offset) for b in done.bitmaps] == [(300, "/html/body[1]/img[1]", 1)]
    assert (done.extraction.checked["pictures"], done.extraction.facts["unreadable_pictures"]) == ("partial", 1)


def test_a_page_nested_beyond_reason_keeps_its_words_and_says_so(read) -> None:  # type: ignore[no-untyped-def]
    page = "<html><body>\n<p>top</p>" + "<div>" * 20_000 + "\ndeep words<script>no</script>" + "</div>" * 20_000
    done = read(page.encode(), "a.html").extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.DEPTH_LIMIT)
    assert [(s.text, s.locator.row) for s in done.segments] == [("top", 2), ("deep words", 2)]


def test_properties_of_a_page_have_the_names_of_other_formats(read) -> None:  # type: ignore[no-untyped-def]
    page = (
        "<head><title>Plan</title><meta name=Author content='Ann Lee'><meta name=date content='2024-05-01'>"
        "<meta name='MSIP_Label_12345678-aaaa-bbbb-cccc-1234567890ab_Name' content='Secret'></head><p>x</p>"
    )
    found = {(s.locator.property, s.text) for s in read(page.encode(), "a.html").extraction.segments[:-1]}
    assert found == {("title", "Plan"), ("author", "Ann Lee"), ("created", "2024-05-01"), ("label", "Secret")}


def test_walking_a_page_twice_gives_the_same() -> None:
    root = parse_html(
        "<div><p>a<span hidden>b</span></p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"
    )
    assert list(parts(root)) == list(parts(root))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html><body><p>a</p></body></html><p>b</p>", ["a", "b"]),
        ("<html><body><p>a</p></body></html>tail<p>b</p></body></html><p>c</p>", ["a", "tail", "b", "c"]),
        ("<html><body><p>a</p></body></html><html><body>q<p>b</p></body></html>", ["a", "q", "b"]),
        ("x</html>y<div>z</div>", ["xy", "z"]),
        ("<!-- one --><html><body><p>a</p></body></html><!-- two --><p>b</p>", ["a", "one", "two", "b"]),
        ("<html><body><p>a</p></body></html>\n", ["a"]),
    ],
)
def test_what_stands_behind_the_end_of_a_page_is_read(read, page: str, expected: list[str]) -> None:  # type: ignore[no-untyped-def]
    tree = parse_html(page)
    found = list(parts(tree))
    assert [it.text for it in found if not isinstance(it, Table | Picture)] == expected
    assert all(tree.getroottree().xpath(it.path) for it in found)
    assert [it.text for it in read(page.encode(), "a.html").extraction.segments] == expected

"""Segments: out of a snapshot and back, placeholders, a changed source; files for translators outside."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ttdn.portal.cleaning import clean_html, compose
from ttdn.portal.errors import Incomplete
from ttdn.portal.exchange import Line, Packet, from_po, from_xliff, portable, to_po, to_xliff
from ttdn.portal.segments import (
    Segment,
    carry_over,
    in_marks_of,
    marks_agree,
    marks_of,
    match_up,
    put_back,
    segments_of,
)
from ttdn.portal.snapshots import plain_paragraphs

ITEM, HASH = "018f0000-0000-7000-8000-000000000001", "ab" * 32
words = st.text(max_size=30).map(lambda text: compose(text).strip())
one_line = words.map(lambda text: " ".join(text.split()))
media = st.fixed_dictionaries({"id": st.just(ITEM), "caption": one_line, "alt": one_line})
inline = st.recursive(
    st.text(max_size=12).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    lambda inner: st.one_of(
        inner.map(lambda text: f"<strong>{text}</strong>"),
        inner.map(lambda text: f"<em>{text}</em>"),
        inner.map(lambda text: f'<a href="https://vi.example/?a=1&amp;b=2">{text}</a>'),
        st.tuples(inner, inner).map("".join),
        st.just("a<br>b"),
        st.sampled_from(["&lt;1&gt;", "\\", "\\\\&lt;/2&gt;", "<b>đ</b>", "&nbsp;"]),
    ),
    max_leaves=6,
)
rich = st.lists(st.tuples(st.sampled_from(["p", "ul", "ol"]), inline), max_size=4).map(
    lambda parts: clean_html(
        "\n".join(f"<p>{text}</p>" if tag == "p" else f"<{tag}><li>{text}</li></{tag}>" for tag, text in parts)
    )
)
figure = st.fixed_dictionaries(dict.fromkeys(("label", "value", "unit", "as_of", "source", "source_url"), one_line))
block = st.one_of(
    st.fixed_dictionaries({"type": st.just("paragraph"), "html": rich}),
    st.fixed_dictionaries({"type": st.just("heading"), "text": one_line, "level": st.just("2")}),
    st.fixed_dictionaries({"type": st.just("quote"), "text": words, "speaker": one_line, "role": one_line}),
    st.fixed_dictionaries({"type": st.just("picture"), "media": media, "caption": one_line}),
    st.fixed_dictionaries({"type": st.just("document"), "media": media, "label": one_line, "language": st.just("vi")}),
    st.fixed_dictionaries(
        {"type": st.just("table"), "caption": one_line, "rows": st.lists(st.lists(one_line, max_size=3), max_size=3)}
    ),
    st.fixed_dictionaries({"type": st.just("figures"), "rows": st.lists(figure, max_size=2)}),
    st.fixed_dictionaries(
        {
            "type": st.just("timeline"),
            "rows": st.lists(st.fixed_dictionaries({"on": st.just("2026-11-20"), "text": one_line}), max_size=2),
        }
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("tile_map"),
            "title": one_line,
            "unit": one_line,
            "source": one_line,
            "values": st.just([["Hà Nội", "12"]]),
        }
    ),
)
snapshots = st.fixed_dictionaries(
    {
        "title": one_line,
        "lead": words,
        "fields": st.fixed_dictionaries(
            {
                "finding": words,
                "said_on": st.just("2026-11-20"),
                "year": st.just(2026),
                "phone": one_line,
                "leadership": st.lists(st.fixed_dictionaries({"name": one_line, "position": one_line}), max_size=2),
            }
        ),
        "blocks": st.lists(block, max_size=5),
    }
)


@given(snapshots)
@settings(max_examples=100, deadline=None)
def test_segments_of_any_snapshot_go_back_where_they_were(snapshot: dict[str, Any]) -> None:
    segments = segments_of(snapshot)
    assert put_back(snapshot, {each.key: each.text for each in segments}) == snapshot
    assert len({each.key for each in segments}) == len(segments)
    assert all(each.text.strip() for each in segments)
    assert all(marks_agree(each.text, each.text) for each in segments if each.rich)


@given(snapshots)
@settings(max_examples=100, deadline=None)
def test_other_words_round_the_placeholders_are_read_as_they_were_put(snapshot: dict[str, Any]) -> None:
    """Backslashes and look-alikes of placeholders too: `.` makes every rich segment be written anew."""
    segments = [each for each in segments_of(snapshot) if each.rich]
    targets = {each.key: each.text + "." for each in segments}
    made = {each.key: each.text for each in segments_of(put_back(snapshot, targets)) if each.rich}
    assert made == targets
    packet = Packet(
        ITEM, HASH, "vi", "en", [Line(each.key, each.text, targets[each.key], "done", rich=True) for each in segments]
    )
    back = {line.key: line.target for line in from_xliff(to_xliff(packet)).lines}
    assert back == {key: portable(text) for key, text in targets.items()}


@given(snapshots)
@settings(max_examples=100, deadline=None)
def test_every_word_that_readers_see_is_in_a_segment(snapshot: dict[str, Any]) -> None:
    """Other words in every segment leave none of the old ones, but for what is the same in every language."""
    segments = segments_of(snapshot)
    made = put_back(
        snapshot, {each.key: "".join(["ẞ", *marks_of(each.text)] if each.rich else ["ẞ"]) for each in segments}
    )
    assert [each.key for each in segments_of(made)] == [each.key for each in segments]
    neutral = {snapshot["fields"]["phone"], "2026-11-20", "2026", "12", "Hà Nội"}
    shown = " ".join(plain_paragraphs(made))
    for each in segments:
        if not each.rich and len(each.text) > 8 and not any(each.text in kept for kept in neutral):
            assert each.text not in shown.replace(snapshot["fields"]["phone"] or "\x00", "")


def test_inline_markup_becomes_placeholders_and_comes_back() -> None:
    html = clean_html(
        '<p>Xem <a href="https://vi.example/">tại <b>đây</b></a>, giá &lt; 5 &amp; “&lt;1&gt;”.<br>Hết.</p>'
    )
    snapshot = {"title": "", "lead": "", "fields": {}, "blocks": [{"type": "paragraph", "html": html}]}
    (segment,) = segments_of(snapshot)
    assert segment.text == "Xem <1>tại <2>đây</2></1>, giá < 5 & “\\<1>”.<3/>Hết."
    made = put_back(snapshot, {segment.key: "<script>alert(1)</script> <2>Here</2> <1>see</1><3/>"})
    assert made["blocks"][0]["html"] == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>Here</strong> "
        '<a href="https://vi.example/" rel="noopener">see</a><br></p>'
    )


@pytest.mark.parametrize(
    ("target", "fine"),
    [
        ("<2>b</2> <1>a</1><3/>", True),
        ("<1>a</1><3/>", False),
        ("<1>a<2></1>b</2><3/>", False),
        ("<1>a</1><2>b</2><3/><3/>", False),
        ("</1>a<1><2>b</2><3/>", False),
        ("<1>a</1><2>b</2><3/><4/>", False),
    ],
)
def test_placeholders_must_be_complete_and_nested(target: str, *, fine: bool) -> None:
    assert marks_agree("<1>x</1><2>y</2><3/>", target) is fine


def test_a_renewed_source_keeps_what_is_unchanged_and_marks_what_changed() -> None:
    old = [Segment(str(n), text) for n, text in enumerate(["Tựa", "một hai ba bốn", "năm sáu", "bảy tám"])]
    new = [
        Segment(str(n), text) for n, text in enumerate(["Tựa", "đoạn mới hẳn", "một hai ba sáu", "bảy tám", "năm sáu"])
    ]
    carried = {key: (each.key, each.changed) for key, each in carry_over(old, new).items()}
    assert carried["0"] == ("0", False)
    assert carried["2"] == ("1", True)
    assert "1" not in carried
    assert carried["3"] == ("3", False)
    assert carried["4"] == ("2", False)


lines = st.lists(
    st.builds(
        Line,
        key=st.uuids().map(lambda key: f"blocks.{key.int}"),
        source=st.text(min_size=1, max_size=40).map(portable).filter(str.strip),
        target=st.text(max_size=40).map(portable).map(str.strip),
        state=st.just("done"),
    ).map(lambda line: line if line.target else Line(line.key, line.source)),
    max_size=6,
    unique_by=lambda line: line.key,
)


@given(lines)
@settings(max_examples=100, deadline=None)
def test_po_and_xliff_bring_back_what_they_took(rows: list[Line]) -> None:
    packet = Packet(ITEM, HASH, "vi", "zh-hans", rows)
    assert from_po(to_po(packet)) == packet
    assert from_xliff(to_xliff(packet)) == packet


def test_placeholders_travel_as_inline_elements() -> None:
    text = "Xem <1>tại <2>đây</2></1>, “\\<1>”.<3/>Hết."
    packet = Packet(ITEM, HASH, "vi", "en", [Line("blocks.0.html.0", text, text, "done", rich=True)])
    data = to_xliff(packet)
    assert b'<pc id="1">' in data
    (line,) = from_xliff(data).lines
    assert (line.source, line.target) == (text, text)


def test_segments_that_wait_come_back_as_waiting() -> None:
    rows = [Line("a", "một", "one", "machine"), Line("b", "hai", "two", "changed"), Line("c", "ba", "three", "done")]
    packet = Packet(ITEM, HASH, "vi", "en", rows)
    for back in (from_po(to_po(packet)), from_xliff(to_xliff(packet))):
        assert [each.state for each in back.lines] == ["changed", "changed", "done"]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xliff>&b;</xliff>"""
THIEF = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>"""


@pytest.mark.parametrize(
    "data",
    [b"", b"<", b"\xff\xfe", BOMB, THIEF, b"<xliff version='1.2'/>", b"<a/>", b"x" * (5 * 1024 * 1024)],
    ids=["empty", "cut", "binary", "bomb", "thief", "old", "other", "huge"],
)
def test_hostile_and_foreign_xliff_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Incomplete) as refused:
        from_xliff(data)
    assert refused.value.sentence.endswith(".")
    assert "root:" not in refused.value.sentence


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'msgid "x', b"hello", b'msgid ""\nmsgstr "Language: en\\n"\n'])
def test_foreign_po_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Incomplete) as refused:
        from_po(data)
    assert refused.value.sentence.endswith(".")


def test_an_unknown_inline_element_is_refused() -> None:
    packet = Packet(ITEM, HASH, "vi", "en", [Line("a", "một", "one", "done")])
    data = to_xliff(packet).replace(b">one<", b">o<sc id='1'/>ne<")
    with pytest.raises(Incomplete, match="<sc>"):
        from_xliff(data)


def _part(number: int, text: str, *tags: str) -> Segment:
    return Segment(
        f"blocks.{number}.html.0", text, rich=True, tags=tuple((f"<{tag}>", f"</{tag[:1]}>") for tag in tags)
    )


def test_parts_in_another_language_are_matched_by_sort_figures_and_order() -> None:
    ours = [
        Segment("title", "Tên"),
        _part(0, "Một."),
        _part(1, "Năm 2019."),
        _part(2, "Có <1>link</1>.", "a 1"),
        _part(3, "Cuối."),
    ]
    theirs = [
        Segment("title", "Name"),
        _part(0, "In 2019."),
        _part(1, "A <1>link</1>.", "a 2"),
        _part(2, "Last."),
        _part(3, "<1>Bold</1>", "b"),
    ]
    assert match_up(ours, theirs) == {
        "title": "Name",
        "blocks.1.html.0": "In 2019.",
        "blocks.2.html.0": "A <1>link</1>.",
        "blocks.3.html.0": "Last.",
    }
    assert match_up(ours, []) == {}


def test_marks_of_a_draft_keep_what_they_stand_for_in_another_order_of_words() -> None:
    source = _part(0, "<1>Đậm</1>, <2>một</2>, <3>hai</3>", "b", "a 1", "a 2")
    assert (
        in_marks_of(source, _part(0, r"<1>two</1> \<2> <2>bold</2> <3>one</3>", "a 2", "b", "a 1"))
        == r"<3>two</3> \<2> <1>bold</1> <2>one</2>"
    )
    assert in_marks_of(source, _part(0, "<1>x</1><2>y</2><3>z</3>", "a 9", "a 1", "b")) == "<3>x</3><2>y</2><1>z</1>"
    assert in_marks_of(source, _part(0, "<1>x</1><2>y</2><3>z</3>", "b", "b", "a 1")) is None
    assert in_marks_of(source, _part(0, "<1>x</1>", "b")) is None

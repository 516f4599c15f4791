"""Pictures from packets: in order, whole, and going on after what never came."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.media.assembly import Assembly, Piece


def pieces(pictures: int, parts: int, first: int = 65_500) -> list[Piece]:
    return [
        Piece((first + n * parts + p) & 0xFFFF, n * 3000, p == parts - 1, bytes([n % 256, p]))
        for n in range(pictures)
        for p in range(parts)
    ]


@given(st.integers(1, 5), st.integers(0, 65535), st.randoms(use_true_random=False))
def test_shuffled_packets_give_every_picture_in_order(
    parts: int, first: int, random: object
) -> None:
    """Only the very first packet must come first: it says where to begin."""
    head, *others = pieces(40, parts, first)
    for start in range(0, len(others), 8):
        window = others[start : start + 8]
        random.shuffle(window)  # type: ignore[attr-defined]
        others[start : start + 8] = window
    assembly = Assembly()
    found = [each for piece in [head, *others] for each in assembly.add(piece)]
    assert [stamp for stamp, _ in found] == [n * 3000 for n in range(40)]
    assert found[7][1] == b"".join(bytes([7, p]) for p in range(parts))


def test_a_picture_without_a_marker_ends_where_the_next_begins() -> None:
    assembly = Assembly()
    assert assembly.add(Piece(1, 0, False, b"a")) == []
    assert assembly.add(Piece(2, 3000, False, b"b")) == [(0, b"a")]


def test_what_never_comes_is_given_up_and_the_torn_picture_left_out() -> None:
    all_of_them = pieces(400, 2)
    lost = all_of_them[21]
    assembly = Assembly()
    found = [e for piece in all_of_them if piece is not lost for e in assembly.add(piece)]
    stamps = [stamp for stamp, _ in found]
    assert stamps[:10] == [n * 3000 for n in range(10)]
    assert lost.timestamp not in stamps
    assert stamps[-1] == 399 * 3000
    assert len(stamps) >= 397


def test_packets_that_come_too_late_or_twice_change_nothing() -> None:
    assembly = Assembly()
    first, second = pieces(2, 1)
    assert assembly.add(first)
    assert assembly.add(second)
    assert assembly.add(first) == []

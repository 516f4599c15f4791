"""RTP, RTCP and VP8 numbering as bytes: read, written, and nonsense survived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.media import packets, rtcp, vp8
from streaming.media.packets import Rtp
from streaming.media.twcc import Arrivals


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused_but_never_raises(data: bytes) -> None:
    packets.read_rtp(data)
    packets.starts_key_frame("VP8", data)
    packets.starts_key_frame("H264", data)
    for form, kind, part in rtcp.parts(data):
        rtcp.read_sender_report(part)
        rtcp.read_estimate(part)
        rtcp.asked_again(part)
        if kind in {rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT}:
            rtcp.most_lost(form, part)
    vp8.renumber(data, vp8.Shift(5, 7))


@given(st.integers(0, 65535), st.integers(0, 2**32 - 1), st.binary(max_size=50))
def test_a_packet_is_read_as_it_was_written(sequence: int, timestamp: int, payload: bytes) -> None:
    packet = Rtp(96, True, sequence, timestamp, 7, payload, {})
    assert packets.read_rtp(packets.write_rtp(packet)) == packet


def test_the_time_of_sending_travels_as_an_extension() -> None:
    packet = Rtp(96, False, 1, 2, 3, b"x", {})
    written = packets.read_rtp(packets.write_rtp(packet, packets.send_time(2, 1.5)))
    assert written is not None
    assert written.extensions == {2: (3 << 17).to_bytes(3, "big")}


def test_extensions_of_the_two_byte_form_are_read() -> None:
    data = bytes.fromhex("90600001000000020000000310000001") + bytes((20, 1, 0xAA, 0)) + b"x"
    read = packets.read_rtp(data)
    assert read is not None
    assert read.extensions == {20: b"\xaa"}


@pytest.mark.parametrize("rate", [0, 1, 262143, 262144, 1_500_000, 50_000_000])
def test_an_estimate_is_read_as_it_was_written(rate: int) -> None:
    """REMB keeps 18 bits: what is lost is below a thousandth."""
    said = rtcp.read_estimate(rtcp.estimate(1, [2, 3], rate))
    assert said is not None
    assert abs(said - rate) <= rate / 1000


def test_lost_packets_are_asked_for_in_few_words() -> None:
    part = rtcp.negative_ack(1, 2, [10, 11, 26, 27, 65535])
    assert rtcp.asked_again(part) == [10, 11, 26, 27, 65535]
    assert len(part) == 12 + 3 * 4


def test_a_report_says_the_worst_loss() -> None:
    block = rtcp.receiver_report(1, rtcp.Reception(9, 64, 10, 100))
    assert rtcp.most_lost(1, block) == 0.25
    assert rtcp.most_lost(0, block) is None


def test_feedback_covers_what_came_and_what_did_not() -> None:
    arrivals = Arrivals()
    for sequence in (65534, 65535, 1):
        arrivals.add(sequence, 10.0 + sequence % 3 / 1000)
    part = arrivals.feedback(1, 2)
    assert part is not None
    assert (part[0] & 31, part[1]) == (15, 205)
    assert int.from_bytes(part[12:16], "big") == 65534 << 16 | 4
    assert arrivals.feedback(1, 2) is None


def test_a_new_source_goes_on_with_the_next_picture_number() -> None:
    """RFC 7741, 4.2: PictureID runs on; a receiver that sees it jump back may drop the picture."""
    last = bytes((0x90, 0xC0, 0x81, 0x00, 200)) + b"..."
    first = bytes((0x90, 0xC0, 0xFF, 0xFF, 3)) + b"..."
    shift = vp8.follow(last, vp8.NONE, first)
    assert vp8.renumber(first, shift)[2:5] == bytes((0x81, 0x01, 201))
    assert vp8.renumber(first, vp8.NONE) is first


def test_key_frames_are_told_from_others() -> None:
    assert packets.starts_key_frame("VP8", b"\x10\x00")
    assert not packets.starts_key_frame("VP8", b"\x10\x01")
    assert not packets.starts_key_frame("VP8", b"\x00\x00"), "a later packet of the picture"
    assert packets.starts_key_frame("H264", b"\x67\x42"), "parameter sets come first"
    assert packets.starts_key_frame("H264", b"\x7c\x85"), "the first fragment of a key picture"
    assert not packets.starts_key_frame("H264", b"\x7c\x05")
    assert packets.starts_key_frame("H264", b"\x78\x00\x02\x67\x42"), "an aggregate"

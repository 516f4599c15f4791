"""Samples: mono, 16 bit, 16 kHz, in frames of 20 ms; and the tones made of them."""

import io
import math
import wave
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

RATE: Final = 16000
FRAME: Final = RATE // 50
FRAME_S: Final = 0.02
Pcm = NDArray[np.int16]
Sum = NDArray[np.int32]
SILENCE: Final = np.zeros(FRAME, np.int16)
LOUD = 0.22 * 32767
_CHORDS = ((262, 330, 392, 494), (220, 262, 330, 392), (175, 220, 262, 330), (196, 247, 294, 349))
_NOTE_S = 0.36
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEYS = {key: (_ROWS[n // 4], _COLUMNS[n % 4]) for n, key in enumerate("123A456B789C*0#D")}
_PAUSES = {"w": 0.5, "W": 1.0}
_LONGEST_S = 300


class Tap:
    """The newest two seconds that passed by, kept in a ring."""

    def __init__(self) -> None:
        self._ring = np.zeros(2 * RATE, np.int16)
        self._at = 0
        self._filled = False

    def write(self, piece: Pcm) -> None:
        """Keep a piece, which is shorter than the ring."""
        end = self._at + len(piece)
        over = end - len(self._ring)
        if over < 0:
            self._ring[self._at : end] = piece
            self._at = end
            return
        self._ring[self._at :] = piece[: len(piece) - over]
        self._ring[:over] = piece[len(piece) - over :]
        self._at, self._filled = over, True

    def samples(self) -> Pcm:
        """Return what is kept, oldest first."""
        if not self._filled:
            return self._ring[: self._at].copy()
        return np.concatenate([self._ring[self._at :], self._ring[: self._at]])


def silence(seconds: float) -> Pcm:
    return np.zeros(int(RATE * seconds), np.int16)


def sine(frequency: float, seconds: float, loud: float = LOUD) -> Pcm:
    """Return a tone that swells and fades for 10 ms, so that it does not click."""
    at = np.arange(int(RATE * seconds)) / RATE
    wave = np.sin(2 * math.pi * frequency * at) * loud
    edge = min(RATE // 100, len(wave) // 2)
    if edge:
        slope = np.linspace(0, 1, edge)
        wave[:edge] *= slope
        wave[-edge:] *= slope[::-1]
    return wave.astype(np.int16)


def busy() -> Pcm:
    return np.concatenate([sine(425, 0.5), silence(0.5)])


def beep() -> Pcm:
    return sine(880, 0.25)


def hold_music() -> Pcm:
    """Return some seconds of a soft arpeggio over four chords, made to be repeated."""
    notes = []
    for chord in _CHORDS:
        for step in (0, 1, 2, 3, 2, 1):
            note = sine(chord[step], _NOTE_S, LOUD * 0.6) + sine(chord[0] / 2, _NOTE_S, LOUD / 4)
            fade = np.exp(-2.2 * np.linspace(0, 1, len(note)))
            notes.append((note * fade).astype(np.int16))
    return np.concatenate(notes)


def murmur(text: str) -> Pcm:
    """Return soft blips, one a word: what stands for speech where no synthesiser is installed."""
    blips = [
        np.concatenate([sine(300 + 40 * (len(word) % 5), 0.16, LOUD / 2), silence(0.2)])
        for word in text.split()
    ]
    return np.concatenate(blips) if blips else silence(0.1)


def decode(body: bytes) -> Pcm:
    """Read a sound file (wav, mp3, ogg ...); raises ValueError when it is none."""
    pieces: list[Pcm] = []
    try:
        with av.open(io.BytesIO(body), "r") as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                pieces += [_samples(out) for out in resampler.resample(frame)]
            pieces += [_samples(out) for out in resampler.resample(None)]
    except (av.FFmpegError, IndexError) as error:
        raise ValueError("The file is not a sound.") from error
    whole: Pcm = np.concatenate(pieces) if pieces else silence(0)
    shortened: Pcm = whole[: RATE * _LONGEST_S]
    return shortened


def is_loud(frame: Pcm, level: float) -> bool:
    """Whether a frame's root mean square is above a level."""
    wave = frame.astype(np.float32)
    return float(np.dot(wave, wave)) > level * level * len(wave)


def summed(frames: list[Pcm]) -> Sum:
    """Add frames up, wide enough not to overflow."""
    if len(frames) == 1:
        return frames[0].astype(np.int32)
    total: Sum = np.add.reduce(frames, dtype=np.int32)
    return total


def mixed(heard: Sum | None, prompt: Pcm | None) -> Pcm:
    """Return what a leg hears, clipped to 16 bits: the others of its room and its own prompt."""
    if heard is None:
        return SILENCE if prompt is None else prompt
    total = heard if prompt is None else heard + prompt
    clipped: Pcm = np.clip(total, -32768, 32767).astype(np.int16)
    return clipped


def mix(frames: list[Pcm]) -> Pcm:
    """Add frames up, clipped to 16 bits."""
    return mixed(summed(frames) if frames else None, None)


def keys(digits: str) -> Pcm:
    """Return the tones of keys (ITU-T Q.23), 120 ms each; `w` and `W` are pauses."""
    pieces = []
    for digit in digits:
        if digit in _PAUSES:
            pieces.append(silence(_PAUSES[digit]))
        elif digit in _KEYS:
            low, high = _KEYS[digit]
            tone = sine(low, 0.12, LOUD / 2) + sine(high, 0.12, LOUD / 2)
            pieces += [tone, silence(0.08)]
    return np.concatenate(pieces) if pieces else silence(0.1)


def wav(channels: list[Pcm]) -> bytes:
    """Return a sound file of one or two channels, 16 bit, 16 kHz."""
    length = max(len(channel) for channel in channels)
    even = [np.pad(channel, (0, length - len(channel))) for channel in channels]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(len(channels))
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(np.stack(even, axis=1).astype("<i2").tobytes())
    return file.getvalue()


def mp3(sound: bytes) -> bytes:
    """Return a wav as mp3; raises ValueError when it is no sound."""
    file = io.BytesIO()
    try:
        with av.open(io.BytesIO(sound), "r") as read, av.open(file, "w", format="mp3") as written:
            stream = written.add_stream("mp3", rate=RATE)
            for frame in read.decode(audio=0):
                written.mux(stream.encode(frame))
            written.mux(stream.encode(None))
    except (av.FFmpegError, IndexError) as error:
        raise ValueError("The file is not a sound.") from error
    return file.getvalue()


def dominant(samples: Pcm) -> tuple[float, float]:
    """Return the strongest frequency in Hz and the loudness (root mean square)."""
    if len(samples) < RATE // 4:
        return 0.0, 0.0
    wave = samples.astype(np.float64)
    loud = float(np.sqrt(np.mean(wave * wave)))
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    spectrum[: int(50 * len(wave) / RATE)] = 0
    return float(np.argmax(spectrum) * RATE / len(wave)), loud


def _samples(frame: Any) -> Pcm:
    found: Pcm = frame.to_ndarray().reshape(-1)
    return found

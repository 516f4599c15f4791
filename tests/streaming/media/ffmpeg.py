"""FFmpeg's WHIP muxer as a program of its own, as `ffmpeg -f whip` would run."""

import datetime as dt
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.streaming.media import film

SECONDS = 4


def publish(url: str, token: str, key: tuple[str, str]) -> None:
    """Send a few seconds in real time."""
    words = {"authorization": token, "cert_file": key[0], "key_file": key[1]}
    with av.open(url, "w", format="whip", options=words) as out:
        options = {"profile": "baseline", "tune": "zerolatency", "preset": "ultrafast", "bf": "0"}
        stream = out.add_stream("libx264", rate=film.RATE, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 160, 96, "yuv420p", 15
        stream.time_base = Fraction(1, film.RATE)
        begun = time.time()
        for number in range(SECONDS * film.RATE):
            frame = av.VideoFrame(160, 96, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([number % 200]) * plane.buffer_size)
            frame.pts = number
            out.mux(stream.encode(frame))
            film.pace(begun, number)


def certificate(folder: Path) -> tuple[str, str]:
    """Write a self-signed P-256 certificate; returns both files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "camera")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return str(paths[0]), str(paths[1])


if __name__ == "__main__":
    publish(sys.argv[1], sys.argv[2], certificate(Path(sys.argv[3])))

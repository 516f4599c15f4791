"""Looking into a page: which tone it hears, whether its picture moves, what was negotiated."""

from typing import Any

from playwright.sync_api import Page

_TONE = """
async (name) => {
  const source = name === 'console'
    ? virtualShopperConsole.remoteSound
    : virtualShopperHandsets.get(name).sound.remote;
  if (!source) return 0;
  const context = new AudioContext({sampleRate: 8000});
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  context.createMediaStreamSource(source).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  let strongest = 0;
  for (let turn = 0; turn < 40 && !strongest; turn += 1) {
    await new Promise((done) => setTimeout(done, 250));
    analyser.getFloatFrequencyData(bins);
    const top = bins.reduce((best, value, n) => (value > bins[best] ? n : best), 1);
    if (turn > 4 && bins[top] > -50) strongest = top * 8000 / analyser.fftSize;
  }
  await context.close();
  return strongest;
}
"""

_PICTURE = """
async () => {
  const video = document.querySelector('video');
  const look = () => {
    const canvas = document.createElement('canvas');
    canvas.width = 64; canvas.height = 36;
    const pen = canvas.getContext('2d');
    pen.drawImage(video, 0, 0, 64, 36);
    return [...pen.getImageData(0, 0, 64, 36).data];
  };
  const before = look();
  const frames = video.getVideoPlaybackQuality().totalVideoFrames;
  await new Promise((done) => setTimeout(done, 1500));
  const after = look();
  return {
    frames: video.getVideoPlaybackQuality().totalVideoFrames - frames,
    changed: after.filter((value, n) => Math.abs(value - before[n]) > 12).length,
    audio: video.srcObject.getAudioTracks().length,
    width: video.videoWidth,
  };
}
"""


def tone_heard(page: Page, who: str) -> float:
    """Return the strongest frequency (Hz) of the other side's sound; 0 for silence."""
    return float(page.evaluate(_TONE, who))


def picture(page: Page) -> dict[str, Any]:
    """Return frames decoded in 1.5 s, samples that changed, audio tracks, width."""
    found: dict[str, Any] = page.evaluate(_PICTURE)
    return found

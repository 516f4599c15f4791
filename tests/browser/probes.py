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

_LEVEL = """
async ([name, hertz]) => {
  const sources = {
    console: () => virtualShopperConsole.remoteSound,
    wallboard: () => virtualShopperWallboard.remoteSound,
  };
  const find = sources[name] ?? (() => virtualShopperHandsets.get(name).sound.remote);
  const context = new AudioContext({sampleRate: 8000});
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  analyser.smoothingTimeConstant = 0;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let turn = 0; turn < 40 && !find(); turn += 1) await wait(250);
  context.createMediaStreamSource(find()).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const levels = [];
  for (let turn = 0; turn < 10; turn += 1) {
    await wait(300);
    analyser.getFloatFrequencyData(bins);
    const bin = Math.round(hertz * analyser.fftSize / 8000);
    levels.push(Math.max(...bins.slice(bin - 2, bin + 3)));
  }
  await context.close();
  return levels.slice(-4).sort((a, b) => a - b)[1];
}
"""
_AUDIBLE_DB = -55

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


def hears(page: Page, who: str, hertz: int) -> bool:
    """Return whether that tone is in what `who` (console, wallboard, a number) hears, after 3 s."""
    return float(page.evaluate(_LEVEL, [who, hertz])) > _AUDIBLE_DB


def picture(page: Page) -> dict[str, Any]:
    """Return frames decoded in 1.5 s, samples that changed, audio tracks, width."""
    found: dict[str, Any] = page.evaluate(_PICTURE)
    return found

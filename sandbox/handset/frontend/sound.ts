/** The sound of one call, and the ring of the phone. */

export class CallSound {
  #peer: RTCPeerConnection | null = null;
  #stream: MediaStream | null = null;
  readonly #audio = new Audio();

  /** What the other side says, for tests. */
  get remote(): MediaStream | null {
    return this.#audio.srcObject as MediaStream | null;
  }

  /** Open the microphone and return an offer; without a microphone the phone only listens. */
  async offer(): Promise<{ sdp: string; listening: boolean }> {
    this.close();
    const raw = new URLSearchParams(location.search).get("audio") === "raw";
    const audio = raw ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : true;
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio }).catch(() => null);
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: [] }));
    const track = this.#stream?.getAudioTracks()[0];
    if (track && this.#stream) peer.addTrack(track, this.#stream);
    else peer.addTransceiver("audio", { direction: "recvonly" });
    peer.getTransceivers().forEach(preferTelephone);
    peer.ontrack = (event) => {
      this.#audio.srcObject = new MediaStream([event.track]);
      this.#audio.play().catch(() => undefined);
    };
    await peer.setLocalDescription();
    return { sdp: peer.localDescription?.sdp ?? "", listening: !track };
  }

  async accept(sdp: string): Promise<void> {
    await this.#peer?.setRemoteDescription({ type: "answer", sdp });
  }

  mute(muted: boolean): void {
    this.#stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
  }

  close(): void {
    this.#peer?.close();
    this.#peer = null;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#audio.srcObject = null;
  }
}

function preferTelephone(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
  const rank = (codec: RTCRtpCodec): number => (codec.mimeType === "audio/PCMU" ? 0 : 1);
  if (known.length) transceiver.setCodecPreferences([...known].sort((a, b) => rank(a) - rank(b)));
}

/** A ring made of two tones; browsers allow it once the page was touched. */
export class Ring {
  #context: AudioContext | null = null;
  #timer = 0;

  start(): void {
    if (this.#timer) return;
    this.#once();
    this.#timer = window.setInterval(() => this.#once(), 2500);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #once(): void {
    if (!navigator.userActivation?.hasBeenActive) return;
    const context = (this.#context ??= new AudioContext());
    [440, 480].forEach((frequency) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      volume.gain.value = 0.06;
      tone.frequency.value = frequency;
      tone.connect(volume).connect(context.destination);
      tone.start();
      tone.stop(context.currentTime + 1);
    });
  }
}

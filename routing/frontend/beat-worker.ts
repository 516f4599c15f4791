/** A clock that background tabs do not slow down: a worker's timers are not throttled. */

onmessage = (event: MessageEvent<number>): void => {
  setInterval(() => postMessage("beat"), event.data * 1000);
};

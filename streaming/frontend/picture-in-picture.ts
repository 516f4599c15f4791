/** The picture in a corner while the customer looks at something else, where the browser can. */

interface AppleVideo extends HTMLVideoElement {
  webkitSupportsPresentationMode?(mode: string): boolean;
  webkitSetPresentationMode?(mode: string): void;
  webkitPresentationMode?: string;
}

/** Return what switches it on and off, or null where there is no such thing. */
export function pictureInPicture(video: AppleVideo): (() => void) | null {
  if (document.pictureInPictureEnabled) {
    return () => {
      const done = document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture();
      void done.catch(() => undefined); // refused before the first frame
    };
  }
  if (!video.webkitSupportsPresentationMode?.("picture-in-picture")) return null;
  return () => video.webkitSetPresentationMode?.(video.webkitPresentationMode === "inline" ? "picture-in-picture" : "inline");
}

"""The live tour: links, pages, and the media process."""

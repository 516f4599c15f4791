"""Who serves whom: matching, offers, presence, console, wallboard."""

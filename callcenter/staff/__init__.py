"""Associates and supervisors, with their languages and skills."""

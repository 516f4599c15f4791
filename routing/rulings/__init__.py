"""The page on which supervisors set the rules of the house and its stores."""

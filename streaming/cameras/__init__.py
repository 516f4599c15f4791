"""What films a tour: the console, a phone, glasses; one of them is on the air."""

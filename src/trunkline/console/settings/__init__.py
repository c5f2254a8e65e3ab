"""The parts of the settings page, a file each."""

"""From what codecs decode to readings and positions as they are stored."""

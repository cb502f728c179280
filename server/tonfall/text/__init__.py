"""From characters to a Document. The only part of Tonfall that knows about offsets."""

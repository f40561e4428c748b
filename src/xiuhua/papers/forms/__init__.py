"""What papers and phrases ask of a person."""

"""What a file is, where it lies, who may follow its address, and how rows become a file."""

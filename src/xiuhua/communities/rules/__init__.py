"""What communities decide, without tables or clocks."""

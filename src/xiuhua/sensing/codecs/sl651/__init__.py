"""SL 651-2014: hydrological stations, over TCP or any serial line, in HEX/BCD or in ASCII."""

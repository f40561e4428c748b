"""GB/T 28181: cameras and recorders, by SIP over UDP or TCP. Signalling only; pictures come another way."""

"""MQTT 3.1.1 (OASIS Standard, 29 October 2014): sensors that publish over TCP."""

"""The doors of other programs: devices that push, and SensorThings."""

"""The shape of what SensorThings takes and tells."""

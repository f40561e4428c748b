"""HJ 212: monitors of oil fume, dust, noise and water, over TCP. Editions of 2005, 2017 and 2025."""

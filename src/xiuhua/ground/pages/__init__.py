"""The ground on the screen."""

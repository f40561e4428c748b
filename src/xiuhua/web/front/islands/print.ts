// Prints the page as it stands; the style sheet knows what stays off the paper.
import { on } from './dom';

export function printStart(): void {
  on('click', '[data-print]', () => window.print());
}

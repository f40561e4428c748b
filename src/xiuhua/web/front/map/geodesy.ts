// Lengths and areas on the earth, not on the drawing: web Mercator stretches both by the latitude.

export type Place = [longitude: number, latitude: number];

/** The radius of the sphere whose lengths are off by at most 0.6 % of those on the WGS84 ellipsoid. */
const MEAN_RADIUS_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Length of a line along great circles, metres. */
export function lengthM(line: Place[]): number {
  return line.slice(1).reduce((sum, to, at) => sum + stepM(line[at] as Place, to), 0);
}

function stepM([lon1, lat1]: Place, [lon2, lat2]: Place): number {
  const up = Math.sin(radians(lat2 - lat1) / 2);
  const aside = Math.sin(radians(lon2 - lon1) / 2);
  return 2 * MEAN_RADIUS_M * Math.asin(Math.sqrt(up ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * aside ** 2));
}

/** Area inside a ring that need not be closed, square metres, by the trapezoids between each side and the equator. */
export function areaM2(ring: Place[]): number {
  const sum = ring.reduce((total, [lon1, lat1], at) => {
    const [lon2, lat2] = ring[(at + 1) % ring.length] as Place;
    return total + radians(lon2 - lon1) * (2 + Math.sin(radians(lat1)) + Math.sin(radians(lat2)));
  }, 0);
  return Math.abs((sum * MEAN_RADIUS_M ** 2) / 2);
}

/** Metres that one pixel of the map stands for. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (2 * Math.PI * MEAN_RADIUS_M * Math.cos(radians(latitude))) / (512 * 2 ** zoom);
}

export function lengthWords(metres: number): string {
  return metres < 1000 ? `${metres.toFixed(metres < 100 ? 1 : 0)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 2 : 1)} km`;
}

export function areaWords(squareMetres: number): string {
  const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  return squareMetres < 1e6 ? `${plain.format(squareMetres)} m²` : `${(squareMetres / 1e6).toFixed(2)} km²`;
}

// Builds the pages' styles, islands and icons into var/front; Django reads the manifest and nginx serves /static/.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import postcss, { type Root, type Rule } from 'postcss';
import { defineConfig, type Plugin } from 'vite';

const FRONT = 'src/xiuhua/web/front';
const SCENES = 'src/xiuhua/scenes';
const ROOT = import.meta.dirname;
const STROKE = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';

/** Classes of Tabler that our templates use; everything else of its 635 kB stays out. */
const CONTROLS = /^(btn|btn-(primary|danger|icon|sm)|form-control|form-select|form-check|form-check-input|is-invalid|disabled|active)$/;

/** The names of all icons: the platform's, and those that a scene has in its own front/icons.txt. */
function iconNames(): string[] {
  const scenes = readdirSync(resolve(ROOT, SCENES)).sort();
  const files = [resolve(ROOT, FRONT, 'icons.txt'), ...scenes.map((key) => resolve(ROOT, SCENES, key, 'front/icons.txt'))];
  const names = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean));
  return [...new Set(names)];
}

/** One SVG of all icons, emitted under a hashed name. */
function iconSprite(): Plugin {
  return {
    name: 'xiuhua-icons',
    generateBundle() {
      const symbols = iconNames().map((name) => {
        const svg = readFileSync(resolve(ROOT, `node_modules/@tabler/icons/icons/outline/${name}.svg`), 'utf8');
        const drawing = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim();
        return `<symbol id="${name}" viewBox="0 0 24 24" ${STROKE}>${drawing}</symbol>`;
      });
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
      this.emitFile({ type: 'asset', name: 'icons.svg', originalFileName: `${FRONT}/icons.svg`, source });
      const mark = readFileSync(resolve(ROOT, FRONT, 'mark.svg'), 'utf8');
      this.emitFile({ type: 'asset', name: 'mark.svg', originalFileName: `${FRONT}/mark.svg`, source: mark });
    },
  };
}

/** Fills both vendor.css, of the desk with Tabler's controls, of maps with MapLibre's styles, below our layers. */
function vendorStyles(): Plugin {
  return {
    name: 'xiuhua-vendor',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/vendor.css')) return null;
      const read = (path: string) => readFileSync(resolve(ROOT, 'node_modules', path), 'utf8');
      const layered = (styles: unknown) => ({ code: `${code}\n@layer vendor{${styles}}`, map: null });
      if (id.endsWith('/map/vendor.css')) return layered(read('maplibre-gl/dist/maplibre-gl.css'));
      const tabler = postcss.parse(read('@tabler/core/dist/css/tabler.css'));
      keepControls(tabler);
      dropUnusedVariables(tabler);
      return layered(tabler);
    },
  };
}

function keepControls(root: Root): void {
  root.walkAtRules(/^(charset|font-face|keyframes|property)$/, (rule) => void rule.remove());
  root.walkRules((rule: Rule) => {
    const kept = rule.selectors.filter((selector) => {
      const classes = selector.match(/\.[A-Za-z_][\w-]*/g) ?? [];
      return !/\[data-bs|:root,/.test(selector) && classes.every((name) => CONTROLS.test(name.slice(1)));
    });
    if (kept.length > 0) rule.selectors = kept;
    else rule.remove();
  });
  root.walkComments((comment) => void comment.remove());
  root.walkAtRules(/^(media|supports)$/, (rule) => void (rule.nodes?.length === 0 && rule.remove()));
}

function dropUnusedVariables(root: Root): void {
  for (let before = -1, now = 0; before !== now; ) {
    before = now;
    const used = new Set(root.toString().match(/var\(\s*--[\w-]+/g)?.map((use) => use.replace(/var\(\s*/, '')));
    root.walkDecls(/^--/, (declaration) => void (!used.has(declaration.prop) && declaration.remove()));
    now = root.toString().length;
  }
}

export default defineConfig({
  base: '/static/',
  publicDir: false,
  plugins: [iconSprite(), vendorStyles()],
  css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: 87 << 16, safari: 14 << 16 } } },
  build: {
    outDir: process.env['XIUHUA_FRONT_OUT'] ?? 'var/front',
    emptyOutDir: true,
    assetsDir: '',
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    target: ['chrome99', 'safari15.4', 'firefox97'],
    cssMinify: 'lightningcss',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1400, // the map island, loaded only where a page has a map
    rollupOptions: { input: { desk: `${FRONT}/desk.ts`, portal: `${FRONT}/portal.css`, report: `${FRONT}/report.ts` } },
  },
});
